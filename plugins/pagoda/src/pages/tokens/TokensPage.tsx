import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Flex, Skeleton, Text } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import type { Token, TokenCreated } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  CodeBlock,
  ConfirmDialog,
  EmptyState,
  ErrorPanel,
  PageLayout,
  RelativeTime,
  ResourceTable,
} from '../../components';
import { useResource } from '../../hooks/useResource';
import { CreateTokenDialog } from './CreateTokenDialog';

/** Which tokens act in my name, and where do I get one? */
export function TokensPage() {
  const api = useApi(pagodaApiRef);
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<TokenCreated>();
  const [doomed, setDoomed] = useState<Token>();
  const { data, error, refresh } = useResource('tokens', signal =>
    unwrap(api.client.GET('/tokens', { signal })),
  );
  return (
    <PageLayout
      title="Access tokens"
      subtitle={
        <Text color="secondary">
          For scripts, notebooks and CI. A token acts in your name, within its
          scope.
        </Text>
      }
      actions={
        <Button
          variant="primary"
          iconStart={<RiAddLine aria-hidden="true" />}
          onPress={() => setCreating(true)}
        >
          New token
        </Button>
      }
    >
      <Flex direction="column" gap="4">
        {created && <Secret created={created} />}
        {error && <ErrorPanel error={error} onRetry={refresh} />}
        {!data && !error && <Skeleton height="8rem" />}
        {data?.items.length === 0 && (
          <EmptyState
            title="No tokens yet"
            description="Create one, and pass it to the command line as PAGODA_TOKEN, or exchange it for a short token with curl."
          />
        )}
        {data && data.items.length > 0 && (
          <ResourceTable
            label="Access tokens"
            items={data.items}
            columns={[
              {
                id: 'name',
                label: 'Name',
                isRowHeader: true,
                grow: true,
                render: token => token.name,
              },
              { id: 'scope', label: 'Scope', render: token => token.scope },
              {
                id: 'hint',
                label: 'Begins with',
                hideBelow: 'sm',
                render: token => <code>{token.hint}…</code>,
              },
              {
                id: 'used',
                label: 'Last used',
                hideBelow: 'sm',
                render: token =>
                  token.lastUsedAt ? (
                    <RelativeTime time={token.lastUsedAt} />
                  ) : (
                    'never'
                  ),
              },
              {
                id: 'ends',
                label: 'Ends',
                render: token =>
                  Date.parse(token.expiresAt) < Date.now()
                    ? 'has ended'
                    : new Date(token.expiresAt).toLocaleDateString(),
              },
              {
                id: 'revoke',
                label: 'Revoke',
                align: 'end',
                render: token => (
                  <Button
                    size="small"
                    variant="secondary"
                    aria-label={`Revoke ${token.name}`}
                    onPress={() => setDoomed(token)}
                  >
                    Revoke
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Flex>
      <CreateTokenDialog
        isOpen={isCreating}
        onClose={() => setCreating(false)}
        onCreated={token => {
          setCreated(token);
          refresh();
        }}
      />
      <ConfirmDialog
        isOpen={doomed !== undefined}
        onClose={() => setDoomed(undefined)}
        title={`Revoke ${doomed?.name ?? ''}?`}
        confirmLabel="Revoke token"
        destructive
        onConfirm={async () => {
          if (doomed) {
            await api.client.DELETE('/tokens/{token}', {
              params: { path: { token: doomed.id } },
            });
            refresh();
          }
        }}
      >
        Whatever uses it is refused from then on.
      </ConfirmDialog>
    </PageLayout>
  );
}

function Secret({ created }: { created: TokenCreated }) {
  return (
    <div role="status">
      <Text as="p" weight="bold">
        This is the secret of “{created.token.name}”. It is shown this once:
        copy it now, and keep it as a password.
      </Text>
      <CodeBlock title="Token" copyLabel="Copy the token">
        {created.secret}
      </CodeBlock>
      <CodeBlock title="Use it" copyLabel="Copy the command">
        {`export PAGODA_URL=${window.location.origin}\nexport PAGODA_TOKEN=pagoda_…\npagoda whoami`}
      </CodeBlock>
    </div>
  );
}

import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Skeleton } from '@backstage/ui';
import type { Secret } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  ConfirmDialog,
  EmptyState,
  ErrorPanel,
  Panel,
  RelativeTime,
  ResourceTable,
  type ResourceColumn,
} from '../../components';
import { useMayWrite } from '../../hooks/useMayWrite';
import { useResource } from '../../hooks/useResource';
import { SecretDialog } from './SecretDialog';

type Row = Secret & { id: string };

/** The project's secrets: their names and keys, never their values. */
export function SecretsPanel({ project }: { project: string }) {
  const api = useApi(pagodaApiRef);
  const mayWrite = useMayWrite(project);
  const [isSetting, setSetting] = useState(false);
  const [changed, setChanged] = useState<Secret>();
  const [doomed, setDoomed] = useState<Secret>();
  const { data, error, refresh } = useResource(`secrets ${project}`, signal =>
    unwrap(
      api.client.GET('/projects/{project}/secrets', {
        params: { path: { project } },
        signal,
      }),
    ),
  );
  const columns: ResourceColumn<Row>[] = [
    {
      id: 'name',
      label: 'Name',
      isRowHeader: true,
      render: secret => secret.name,
    },
    {
      id: 'keys',
      label: 'Keys',
      grow: true,
      render: secret =>
        secret.type === 'Registry'
          ? `login to ${secret.registry}`
          : secret.keys.join(', '),
    },
    {
      id: 'changed',
      label: 'Changed',
      hideBelow: 'sm',
      render: secret => <RelativeTime time={secret.updatedAt} />,
    },
    ...(mayWrite
      ? [
          {
            id: 'actions',
            label: 'Actions',
            align: 'end' as const,
            render: (secret: Row) => (
              <>
                <Button
                  size="small"
                  variant="secondary"
                  aria-label={`Replace ${secret.name}`}
                  onPress={() => {
                    setChanged(secret);
                    setSetting(true);
                  }}
                >
                  Replace
                </Button>{' '}
                <Button
                  size="small"
                  variant="secondary"
                  aria-label={`Delete ${secret.name}`}
                  onPress={() => setDoomed(secret)}
                >
                  Delete
                </Button>
              </>
            ),
          },
        ]
      : []),
  ];
  return (
    <Panel
      title="Secrets"
      action={
        mayWrite && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => {
              setChanged(undefined);
              setSetting(true);
            }}
          >
            New secret
          </Button>
        )
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="4rem" />}
      {data?.items.length === 0 && (
        <EmptyState
          title="No secrets"
          description="Passwords and keys that runs get as variables or files, and logins to image registries."
        />
      )}
      {data && data.items.length > 0 && (
        <ResourceTable
          label="Secrets"
          columns={columns}
          items={data.items.map(item => ({ ...item, id: item.name }))}
        />
      )}
      <SecretDialog
        isOpen={isSetting}
        project={project}
        secret={changed}
        onClose={() => setSetting(false)}
        onStored={refresh}
      />
      <ConfirmDialog
        isOpen={doomed !== undefined}
        onClose={() => setDoomed(undefined)}
        title={`Delete ${doomed?.name ?? ''}?`}
        confirmLabel="Delete secret"
        destructive
        onConfirm={async () => {
          if (doomed) {
            await api.client.DELETE('/projects/{project}/secrets/{secret}', {
              params: { path: { project, secret: doomed.name } },
            });
            refresh();
          }
        }}
      >
        Its values are gone for good. Experiments that name it cannot run any
        more.
      </ConfirmDialog>
    </Panel>
  );
}

import { useState, type ReactNode } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, ButtonLink, Flex, Skeleton, Text } from '@backstage/ui';
import { RiDeleteBinLine } from '@remixicon/react';
import { formatBytes, type Cluster } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  ConfirmDialog,
  ErrorPanel,
  PageLayout,
  Panel,
  RelativeTime,
  StatusBadge,
  UsageBar,
} from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useRepeated } from '../../hooks/useRepeated';
import { useResource } from '../../hooks/useResource';
import { useWhoami } from '../../hooks/useWhoami';
import { useNavigate, useParams } from '../../routing';
import { Conditions } from './Conditions';
import { ConnectionPanel } from './ConnectionPanel';
import { Features } from './Features';
import { Leaks } from '../fleet/Leaks';
import { Namespaces } from './Namespaces';
import { Nodes } from './Nodes';

/** How often a page asks again, in milliseconds: as often as the portal looks at a cluster. */
const REFRESH = 10_000;

/** Can it take my work, and is it healthy? */
export function ClusterPage() {
  const { cluster = '' } = useParams();
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const navigate = useNavigate();
  const isAdministrator = useWhoami().data?.administrator ?? false;
  const [isDeleting, setDeleting] = useState(false);
  const { data, error, refresh, set } = useResource(
    `cluster ${cluster}`,
    signal =>
      unwrap(
        api.client.GET('/clusters/{cluster}', {
          params: { path: { cluster } },
          signal,
        }),
      ),
  );
  useRepeated(refresh, REFRESH);
  const mayChange = isAdministrator && data?.provisioner === 'existing';
  return (
    <PageLayout
      title={data ? `${data.title} (${data.name})` : cluster}
      badge={data && <StatusBadge phase={data.status.phase} />}
      parents={[{ label: 'Clusters', href: links.clusters() }]}
      subtitle={
        data && (
          <Text color="secondary">
            Engine {data.engine}
            {data.version && ` · ${data.version}`}
            <LastContact cluster={data} />
          </Text>
        )
      }
      actions={
        <>
          {mayChange && (
            <Button
              variant="secondary"
              iconStart={<RiDeleteBinLine aria-hidden="true" />}
              onPress={() => setDeleting(true)}
            >
              Forget
            </Button>
          )}
          <ButtonLink href={links.runs({ cluster })} variant="secondary">
            Runs on it
          </ButtonLink>
        </>
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="16rem" />}
      {data && (
        <Content
          cluster={data}
          connection={
            mayChange && (
              <>
                <Namespaces cluster={cluster} />
                <Leaks cluster={cluster} />
                <ConnectionPanel cluster={cluster} onChanged={set} />
              </>
            )
          }
        />
      )}
      <ConfirmDialog
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        title={`Forget cluster ${cluster}?`}
        confirmLabel="Forget"
        destructive
        typeToConfirm={cluster}
        onConfirm={async () => {
          await api.client.DELETE('/clusters/{cluster}', {
            params: { path: { cluster } },
          });
          navigate(links.clusters());
        }}
      >
        <Text>
          Its credentials are deleted, and nothing runs on it any more. The
          cluster itself stays, with the namespaces that PAGoDA has made on it.
        </Text>
      </ConfirmDialog>
    </PageLayout>
  );
}

function LastContact({
  cluster: { provisioner, status },
}: {
  cluster: Cluster;
}) {
  const { contactedAt, observedAt } = status;
  if (contactedAt) {
    return (
      <>
        {' '}
        · last answered <RelativeTime time={contactedAt} />
      </>
    );
  }
  if (provisioner === 'existing') {
    return <> · has not answered yet</>;
  }
  return (
    observedAt && (
      <>
        {' '}
        · seen <RelativeTime time={observedAt} />
      </>
    )
  );
}

function Content({
  cluster,
  connection,
}: {
  cluster: Cluster;
  /** How it is reached, for administrators. */
  connection: ReactNode;
}) {
  const { capacity, allocated, runs } = cluster;
  return (
    <Flex direction="column" gap="4">
      {cluster.description && <Text>{cluster.description}</Text>}
      <Panel title="Capacity">
        <Text as="p" color="secondary" style={{ marginTop: 0 }}>
          What active runs ask for, of what there is. {runs.active} active,{' '}
          {runs.queued} waiting.
        </Text>
        <UsageBar label="CPU" used={allocated.cpu} limit={capacity.cpu} />
        <UsageBar
          label="Memory"
          used={allocated.memoryBytes}
          limit={capacity.memoryBytes}
          format={formatBytes}
        />
        {capacity.gpu > 0 && (
          <UsageBar label="GPU" used={allocated.gpu} limit={capacity.gpu} />
        )}
      </Panel>
      <Conditions conditions={cluster.status.conditions} />
      {cluster.features && <Features features={cluster.features} />}
      <Nodes cluster={cluster.name} />
      {connection}
    </Flex>
  );
}

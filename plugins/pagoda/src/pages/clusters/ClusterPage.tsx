import { useApi } from '@backstage/core-plugin-api';
import { ButtonLink, Flex, Skeleton, Text } from '@backstage/ui';
import { formatBytes, type Cluster } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  ErrorPanel,
  PageLayout,
  Panel,
  RelativeTime,
  ResourceTable,
  StatusBadge,
  UsageBar,
} from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useResource } from '../../hooks/useResource';
import { useParams } from '../../routing';

/** Can it take my work, and is it healthy? */
export function ClusterPage() {
  const { cluster = '' } = useParams();
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const { data, error, refresh } = useResource(`cluster ${cluster}`, signal =>
    unwrap(
      api.client.GET('/clusters/{cluster}', {
        params: { path: { cluster } },
        signal,
      }),
    ),
  );
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
            {data.status.observedAt && (
              <>
                {' '}
                · seen <RelativeTime time={data.status.observedAt} />
              </>
            )}
          </Text>
        )
      }
      actions={
        <ButtonLink href={links.runs({ cluster })} variant="secondary">
          Runs on it
        </ButtonLink>
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="16rem" />}
      {data && <Content cluster={data} />}
    </PageLayout>
  );
}

function Content({ cluster }: { cluster: Cluster }) {
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
      <Panel title="Conditions">
        <ResourceTable
          label="Conditions"
          items={cluster.status.conditions.map(condition => ({
            ...condition,
            id: condition.type,
          }))}
          columns={[
            {
              id: 'type',
              label: 'Condition',
              isRowHeader: true,
              render: condition => condition.type,
            },
            {
              id: 'status',
              label: 'Holds',
              render: condition =>
                ({ True: 'yes', False: 'no', Unknown: 'unknown' })[
                  condition.status
                ],
            },
            {
              id: 'message',
              label: 'What it means',
              grow: true,
              render: condition => condition.message,
            },
            {
              id: 'since',
              label: 'Since',
              hideBelow: 'sm',
              render: condition => (
                <RelativeTime time={condition.lastTransitionTime} />
              ),
            },
          ]}
        />
      </Panel>
      <Nodes cluster={cluster.name} />
    </Flex>
  );
}

function Nodes({ cluster }: { cluster: string }) {
  const api = useApi(pagodaApiRef);
  const { data, error, refresh } = useResource(`nodes ${cluster}`, signal =>
    unwrap(
      api.client.GET('/clusters/{cluster}/nodes', {
        params: { path: { cluster } },
        signal,
      }),
    ),
  );
  return (
    <Panel title="Nodes">
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="4rem" />}
      {data && (
        <ResourceTable
          label="Nodes"
          items={data.items.map(node => ({ ...node, id: node.name }))}
          columns={[
            {
              id: 'name',
              label: 'Name',
              isRowHeader: true,
              grow: true,
              render: node => node.name,
            },
            {
              id: 'ready',
              label: 'State',
              render: node => (
                <StatusBadge phase={node.ready ? 'Ready' : 'Unreachable'} />
              ),
            },
            {
              id: 'cpu',
              label: 'CPU',
              align: 'end',
              render: node => `${node.allocated.cpu} of ${node.capacity.cpu}`,
            },
            {
              id: 'memory',
              label: 'Memory',
              align: 'end',
              hideBelow: 'sm',
              render: node =>
                `${formatBytes(node.allocated.memoryBytes)} of ${formatBytes(node.capacity.memoryBytes)}`,
            },
            { id: 'version', label: 'Version', render: node => node.version },
            {
              id: 'system',
              label: 'System',
              hideBelow: 'md',
              render: node => node.operatingSystem ?? '',
            },
          ]}
        />
      )}
    </Panel>
  );
}

import { useApi } from '@backstage/core-plugin-api';
import { Skeleton, Text } from '@backstage/ui';
import {
  formatBytes,
  type ClusterNode,
  type ClusterResources,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  ErrorPanel,
  Panel,
  ResourceTable,
  StatusBadge,
  type StatusBadgePhase,
} from '../../components';
import { useResource } from '../../hooks/useResource';
import styles from './clusters.module.css';

/** The nodes of a cluster, and what runs use of each. */
export function Nodes({ cluster }: { cluster: string }) {
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
      {data?.items.length === 0 && (
        <Text color="secondary">No nodes were seen yet.</Text>
      )}
      {data && data.items.length > 0 && (
        <>
          <Text as="p" color="secondary" style={{ marginTop: 0 }}>
            What runs ask for, of what pods may have of each node.
          </Text>
          <ResourceTable
            label="Nodes"
            items={data.items.map(node => ({ ...node, id: node.name }))}
            columns={[
              {
                id: 'name',
                label: 'Name',
                isRowHeader: true,
                render: node => (
                  <span className={styles.name}>{node.name}</span>
                ),
              },
              {
                id: 'ready',
                label: 'State',
                render: node => (
                  <>
                    <StatusBadge phase={phaseOf(node)} />
                    {node.message && (
                      <Text variant="body-small" color="secondary">
                        {node.message}
                      </Text>
                    )}
                  </>
                ),
              },
              {
                id: 'cpu',
                label: 'CPU',
                align: 'end',
                render: node => `${node.allocated.cpu} of ${forPods(node).cpu}`,
              },
              {
                id: 'memory',
                label: 'Memory',
                align: 'end',
                hideBelow: 'sm',
                render: node =>
                  `${formatBytes(node.allocated.memoryBytes)} of ${formatBytes(forPods(node).memoryBytes)}`,
              },
              {
                id: 'gpu',
                label: 'GPU',
                align: 'end',
                hideBelow: 'md',
                render: node =>
                  node.capacity.gpu > 0
                    ? `${node.allocated.gpu} of ${forPods(node).gpu}`
                    : '',
              },
              { id: 'version', label: 'Version', render: node => node.version },
              {
                id: 'system',
                label: 'System',
                hideBelow: 'md',
                grow: true,
                render: node => node.operatingSystem ?? '',
              },
            ]}
          />
        </>
      )}
    </Panel>
  );
}

function phaseOf({ ready, schedulable = true }: ClusterNode): StatusBadgePhase {
  if (!ready) {
    return 'Unreachable';
  }
  return schedulable ? 'Ready' : 'Degraded';
}

function forPods({ allocatable, capacity }: ClusterNode): ClusterResources {
  return allocatable ?? capacity;
}

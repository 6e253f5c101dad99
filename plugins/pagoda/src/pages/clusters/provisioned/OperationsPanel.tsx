import { Skeleton, Text } from '@backstage/ui';
import type { ClusterOperation } from '@pagoda/plugin-pagoda-common';
import {
  ErrorPanel,
  Panel,
  RelativeTime,
  ResourceTable,
  StatusBadge,
} from '../../../components';
import type { Resource } from '../../../hooks/useResource';
import styles from './provisioned.module.css';

/** What operations are called. */
export const OPERATION_WORDS: Record<ClusterOperation['kind'], string> = {
  upgrade: 'Upgrade',
  rotate: 'Rotation of certificates',
  snapshot: 'Snapshot of etcd',
  restore: 'Restore of etcd',
};

/** Upgrades, rotations, snapshots and restores: those under way, and the latest. */
export function OperationsPanel(props: {
  operations: Resource<ClusterOperation[]>;
}) {
  const { data, error, refresh } = props.operations;
  if (data?.length === 0) {
    return null;
  }
  return (
    <Panel title="Operations">
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="4rem" />}
      {data && (
        <ResourceTable
          label="Operations"
          items={data}
          columns={[
            {
              id: 'kind',
              label: 'Operation',
              isRowHeader: true,
              render: operation => (
                <>
                  <span className={styles.nowrap}>
                    {OPERATION_WORDS[operation.kind]}
                  </span>
                  <Text
                    as="p"
                    variant="body-small"
                    color="secondary"
                    style={{ margin: 0 }}
                  >
                    {describeParameters(operation)}
                  </Text>
                </>
              ),
            },
            {
              id: 'phase',
              label: 'State',
              render: ({ phase }) => <StatusBadge phase={phase} />,
            },
            {
              id: 'message',
              label: 'How far',
              grow: true,
              render: ({ message }) => (
                <span className={styles.message}>{message ?? ''}</span>
              ),
            },
            {
              id: 'at',
              label: 'Asked for',
              hideBelow: 'sm',
              render: ({ createdAt, createdBy }) => (
                <span className={styles.nowrap}>
                  <RelativeTime time={createdAt} />{' '}
                  {createdBy.replace(/^user:default\//, 'by ')}
                </span>
              ),
            },
          ]}
        />
      )}
    </Panel>
  );
}

function describeParameters({ parameters }: ClusterOperation): string {
  return Object.values(parameters)
    .flat()
    .filter(value => value !== 'none')
    .map(String)
    .join(', ');
}

import { useApi } from '@backstage/core-plugin-api';
import { Skeleton, Text } from '@backstage/ui';
import type { Machine, PoolStatus } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import {
  ErrorPanel,
  Panel,
  RelativeTime,
  ResourceTable,
} from '../../../components';
import { useRepeated } from '../../../hooks/useRepeated';
import { useResource } from '../../../hooks/useResource';
import styles from './provisioned.module.css';

/** Pools with what was asked for and what is there, and the machines with what keeps them; as they were last seen. */
export function PoolsPanel(props: {
  cluster: string;
  /** Milliseconds between two looks. */
  interval: number;
}) {
  const { cluster } = props;
  const api = useApi(pagodaApiRef);
  const { data, error, refresh } = useResource(
    `machines of ${cluster}`,
    signal =>
      unwrap(
        api.client.GET('/clusters/{cluster}/machines', {
          params: { path: { cluster } },
          signal,
        }),
      ),
  );
  useRepeated(refresh, props.interval);
  return (
    <Panel
      title="Pools and machines"
      action={
        data?.observedAt && (
          <Text variant="body-small" color="secondary">
            seen <RelativeTime time={data.observedAt} />
          </Text>
        )
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="6rem" />}
      {data && (
        <>
          <ul className={styles.pools} aria-label="Pools">
            {data.pools.map(pool => (
              <Pool key={pool.name} pool={pool} />
            ))}
          </ul>
          {data.machines.length === 0 ? (
            <Text color="secondary">
              No machines yet. The first appear when the cloud has taken the
              order.
            </Text>
          ) : (
            <Machines machines={data.machines} />
          )}
        </>
      )}
    </Panel>
  );
}

function Pool({ pool }: { pool: PoolStatus }) {
  const { name, role, wanted, ready, flavor, min, max } = pool;
  const isFull = ready >= wanted;
  return (
    <li className={styles.pool} data-full={isFull}>
      <Text weight="bold">{name}</Text>
      <span className={styles.ready}>
        {ready} of {wanted} ready
      </span>
      <Text variant="body-small" color="secondary">
        {[
          role === 'control-plane' ? 'control plane' : 'workers',
          flavor,
          max !== undefined && `scales from ${min ?? 0} to ${max}`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </li>
  );
}

/** Those with a cause come first: they are what one looks for. */
function Machines({ machines }: { machines: Machine[] }) {
  const sorted = [...machines].sort(
    (a, b) =>
      Number(b.cause !== undefined) - Number(a.cause !== undefined) ||
      a.name.localeCompare(b.name),
  );
  return (
    <ResourceTable
      label="Machines"
      items={sorted.map(machine => ({ ...machine, id: machine.name }))}
      columns={[
        {
          id: 'name',
          label: 'Machine',
          isRowHeader: true,
          render: machine => (
            <span className={styles.nowrap}>{machine.name}</span>
          ),
        },
        { id: 'pool', label: 'Pool', render: machine => machine.pool },
        {
          id: 'phase',
          label: 'State',
          grow: true,
          render: machine => (
            <>
              {machine.phase}
              {machine.cause && (
                <Text as="p" color="danger" style={{ margin: 0 }}>
                  {machine.cause}
                </Text>
              )}
            </>
          ),
        },
        {
          id: 'address',
          label: 'Address',
          hideBelow: 'md',
          render: machine => machine.address ?? '',
        },
        {
          id: 'flavor',
          label: 'Flavor',
          hideBelow: 'md',
          render: machine => machine.flavor ?? '',
        },
        {
          id: 'age',
          label: 'Made',
          hideBelow: 'sm',
          render: machine =>
            machine.createdAt ? <RelativeTime time={machine.createdAt} /> : '',
        },
      ]}
    />
  );
}

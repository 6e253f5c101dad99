import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Link } from '@backstage/ui';
import type { Cloud, Cluster } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  EmptyState,
  PagedTable,
  RelativeTime,
  StatusBadge,
  UsageBar,
  type ResourceColumn,
} from '../../components';
import { formatEntityRef } from '../../describeRun';
import { useLinks, type PagodaLinks } from '../../hooks/useLinks';
import { usePagedList } from '../../hooks/usePagedList';
import { alertsOf } from './alertsOf';
import { ClusterBulkBar } from './ClusterBulkBar';
import styles from './fleet.module.css';
import { FleetFilterBar, type FleetFilter } from './FleetFilterBar';
import type { FleetFilters } from './useFleetView';

/** A cluster as a row. */
export type ClusterRow = Cluster & { id: string };

const PHASES: Cluster['status']['phase'][] = [
  'Ready',
  'Degraded',
  'Unreachable',
  'Pending',
  'Provisioning',
  'Updating',
  'Deleting',
  'Failed',
];

const ORDERS = [
  { id: 'name asc', label: 'Name' },
  { id: 'name desc', label: 'Name, backwards' },
  { id: 'createdAt desc', label: 'Newest first' },
  { id: 'createdAt asc', label: 'Oldest first' },
];

type ClusterQuery = {
  phase?: Cluster['status']['phase'][];
  provisioner?: Cluster['provisioner'];
  orderBy?: 'name asc' | 'name desc' | 'createdAt asc' | 'createdAt desc';
};

/** All clusters of all clouds, and what can be done with several of them. */
export function ClustersTab(props: {
  filters: FleetFilters;
  onFilter: (changed: FleetFilters) => void;
  clouds: Cloud[];
  /** Called after something was changed. */
  onChange: () => void;
}) {
  const { filters, onFilter, clouds, onChange } = props;
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const list = usePagedList<ClusterRow>(
    `fleet clusters ${JSON.stringify(filters)}`,
    async (cursor, signal) => {
      const { phase, cloud, provisioner, owner, q, orderBy } = filters;
      const page = await unwrap(
        api.client.GET('/clusters', {
          params: {
            query: {
              ...{ cloud, owner, q, cursor, limit: 50 },
              // What the address says is checked by the server, which names what would be right.
              ...({
                phase: phase?.split(','),
                provisioner,
                orderBy,
              } as ClusterQuery),
            },
          },
          signal,
        }),
      );
      return {
        items: page.items.map(item => ({ ...item, id: item.name })),
        nextCursor: page.pageInfo.nextCursor,
      };
    },
  );
  const isFiltered = Object.keys(filters).some(name => name !== 'orderBy');
  return (
    <>
      <FleetFilterBar
        label="Clusters"
        filters={filters}
        fields={fieldsOf(clouds, list.items)}
        onChange={onFilter}
      />
      <ClusterBulkBar
        clusters={list.items.filter(({ id }) => selected.has(id))}
        onClear={() => setSelected(new Set())}
        onChange={() => {
          setSelected(new Set());
          list.refresh();
          onChange();
        }}
      />
      <PagedTable
        label="Clusters"
        list={list}
        selection={{ selected, onChange: setSelected }}
        empty={
          <EmptyState
            title={isFiltered ? 'No cluster matches' : 'No clusters'}
            description={
              isFiltered
                ? 'Take a filter away to see more.'
                : 'Import one, or have one made in a cloud.'
            }
          />
        }
        columns={columnsOf(links)}
      />
    </>
  );
}

function fieldsOf(clouds: Cloud[], items: Cluster[]): FleetFilter[] {
  const owners = [...new Set(items.flatMap(({ owner }) => owner ?? []))];
  return [
    {
      ...{ name: 'phase', label: 'State', any: 'All' },
      options: PHASES.map(id => ({ id, label: id })),
    },
    {
      ...{ name: 'cloud', label: 'Cloud', any: 'All' },
      options: clouds.map(({ name, title }) => ({ id: name, label: title })),
    },
    {
      ...{ name: 'provisioner', label: 'Made by', any: 'All' },
      options: [
        { id: 'rancher', label: 'Rancher' },
        { id: 'magnum', label: 'Magnum' },
        { id: 'existing', label: 'Imported' },
        { id: 'docker', label: 'Docker' },
        { id: 'local', label: 'Embedded' },
      ],
    },
    {
      ...{ name: 'owner', label: 'Owner', any: 'Anyone' },
      options: owners.sort().map(id => ({ id, label: formatEntityRef(id) })),
    },
    { name: 'orderBy', label: 'Order', options: ORDERS },
  ];
}

function columnsOf(links: PagodaLinks): ResourceColumn<ClusterRow>[] {
  return [
    {
      id: 'name',
      label: 'Name',
      isRowHeader: true,
      grow: true,
      render: item => (
        <div className={styles.name}>
          <Link href={links.cluster(item.name)}>{item.name}</Link>
          {alertsOf(item).map(alert => (
            <p key={alert} className={styles.alert}>
              {alert}
            </p>
          ))}
        </div>
      ),
    },
    {
      id: 'state',
      label: 'State',
      render: item => <StatusBadge phase={item.status.phase} />,
    },
    {
      id: 'cloud',
      label: 'Cloud',
      hideBelow: 'md',
      render: item => item.cloud ?? item.provisioner,
    },
    {
      id: 'version',
      label: 'Version',
      hideBelow: 'lg',
      render: item => item.version ?? '',
    },
    {
      id: 'nodes',
      label: 'Nodes',
      align: 'end',
      hideBelow: 'md',
      render: item =>
        item.nodes ? `${item.nodes.ready}/${item.nodes.total}` : '',
    },
    {
      id: 'cpu',
      label: 'CPU',
      hideBelow: 'sm',
      render: item => (
        <UsageBar
          label={`CPU of ${item.name}`}
          isLabelHidden
          used={item.allocated.cpu}
          limit={item.capacity.cpu}
        />
      ),
    },
    {
      id: 'owner',
      label: 'Owner',
      hideBelow: 'lg',
      render: item => (item.owner ? formatEntityRef(item.owner) : ''),
    },
    {
      id: 'age',
      label: 'Age',
      hideBelow: 'md',
      render: item => <RelativeTime time={item.createdAt} />,
    },
    {
      id: 'cost',
      label: 'Cost a day',
      align: 'end',
      hideBelow: 'lg',
      render: item =>
        item.cost ? `${item.cost.perDay.toFixed(2)} ${item.cost.currency}` : '',
    },
  ];
}

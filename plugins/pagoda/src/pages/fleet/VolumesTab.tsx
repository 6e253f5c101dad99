import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Link } from '@backstage/ui';
import { type Cloud, type Volume } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  EmptyState,
  PagedTable,
  RelativeTime,
  StatusBadge,
  VolumeUsage,
  type ResourceColumn,
} from '../../components';
import { formatEntityRef } from '../../describeRun';
import { describeVolumePlace } from '../../describeVolumePlace';
import { useLinks, type PagodaLinks } from '../../hooks/useLinks';
import { usePagedList } from '../../hooks/usePagedList';
import styles from './fleet.module.css';
import { FleetFilterBar, type FleetFilter } from './FleetFilterBar';
import type { FleetFilters } from './useFleetView';
import { VolumeBulkBar } from './VolumeBulkBar';

/** A volume as a row. */
export type VolumeRow = Volume & { id: string };

const PHASES: Volume['status']['phase'][] = [
  'Pending',
  'Available',
  'InUse',
  'Deleting',
  'Error',
];

const ORDERS = [
  { id: 'name asc', label: 'Name' },
  { id: 'createdAt desc', label: 'Newest first' },
  { id: 'createdAt asc', label: 'Oldest first' },
  { id: 'size desc', label: 'Largest first' },
  { id: 'used desc', label: 'Most used first' },
];

type VolumeQuery = {
  phase?: Volume['status']['phase'][];
  provider?: Volume['provider'];
  orderBy?: 'name asc' | 'createdAt desc' | 'createdAt asc' | 'size desc';
};

/** All volumes of all projects and clouds. */
export function VolumesTab(props: {
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
  const list = usePagedList<VolumeRow>(
    `fleet volumes ${JSON.stringify(filters)}`,
    async (cursor, signal) => {
      const { phase, cloud, cluster, project, provider, q, orderBy } = filters;
      const page = await unwrap(
        api.client.GET('/volumes', {
          params: {
            query: {
              ...{ cloud, cluster, project, q, cursor, limit: 50 },
              // What the address says is checked by the server, which names what would be right.
              ...({
                phase: phase?.split(','),
                provider,
                orderBy,
              } as VolumeQuery),
            },
          },
          signal,
        }),
      );
      return {
        items: page.items.map(item => ({
          ...item,
          id: `${item.project}/${item.name}`,
        })),
        nextCursor: page.pageInfo.nextCursor,
      };
    },
  );
  const isFiltered = Object.keys(filters).some(name => name !== 'orderBy');
  return (
    <>
      <FleetFilterBar
        label="Volumes"
        filters={filters}
        fields={fieldsOf(clouds, list.items)}
        onChange={onFilter}
      />
      <VolumeBulkBar
        volumes={list.items.filter(({ id }) => selected.has(id))}
        onClear={() => setSelected(new Set())}
        onChange={() => {
          setSelected(new Set());
          list.refresh();
          onChange();
        }}
      />
      <PagedTable
        label="Volumes"
        list={list}
        selection={{ selected, onChange: setSelected }}
        empty={
          <EmptyState
            title={isFiltered ? 'No volume matches' : 'No volumes'}
            description={
              isFiltered
                ? 'Take a filter away to see more.'
                : 'Projects have not made any yet.'
            }
          />
        }
        columns={columnsOf(links)}
      />
    </>
  );
}

function fieldsOf(clouds: Cloud[], items: Volume[]): FleetFilter[] {
  const seen = (values: (string | null | undefined)[]) =>
    [...new Set(values)]
      .flatMap(id => (id ? [{ id, label: id }] : []))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  return [
    {
      ...{ name: 'phase', label: 'State', any: 'All' },
      options: PHASES.map(id => ({ id, label: id })),
    },
    {
      ...{ name: 'project', label: 'Project', any: 'All' },
      options: seen(items.map(({ project }) => project)),
    },
    {
      ...{ name: 'cluster', label: 'Cluster', any: 'All' },
      options: seen(items.map(({ cluster }) => cluster)),
    },
    {
      ...{ name: 'cloud', label: 'Cloud', any: 'All' },
      options: clouds
        .filter(({ kind }) => kind === 'openstack')
        .map(({ name, title }) => ({ id: name, label: title })),
    },
    {
      ...{ name: 'provider', label: 'Kind', any: 'All' },
      options: [
        { id: 'directory', label: 'Directory' },
        { id: 'kubernetes', label: 'Kubernetes' },
        { id: 'cinder', label: 'Cinder' },
      ],
    },
    { name: 'orderBy', label: 'Order', options: ORDERS },
  ];
}

function columnsOf(links: PagodaLinks): ResourceColumn<VolumeRow>[] {
  return [
    {
      id: 'name',
      label: 'Name',
      isRowHeader: true,
      grow: true,
      render: item => (
        <div className={styles.name}>
          <Link href={links.volume(item.project, item.name)}>{item.name}</Link>
          {causesOf(item).map(cause => (
            <p key={cause} className={styles.alert}>
              {cause}
            </p>
          ))}
        </div>
      ),
    },
    {
      id: 'project',
      label: 'Project',
      hideBelow: 'sm',
      render: item => (
        <Link
          href={links.project(item.project)}
          className={styles.short}
          title={item.project}
        >
          {item.project}
        </Link>
      ),
    },
    {
      id: 'state',
      label: 'State',
      render: item => <StatusBadge phase={item.status.phase} />,
    },
    {
      id: 'used',
      label: 'Used',
      hideBelow: 'sm',
      render: item => <VolumeUsage volume={item} isLabelHidden />,
    },
    {
      id: 'where',
      label: 'Where',
      hideBelow: 'md',
      render: item => (
        <span className={styles.short} title={describeVolumePlace(item)}>
          {describeVolumePlace(item)}
        </span>
      ),
    },
    {
      id: 'owner',
      label: 'Owner',
      hideBelow: 'lg',
      render: item => formatEntityRef(item.owner),
    },
    {
      id: 'age',
      label: 'Age',
      hideBelow: 'md',
      render: item => <RelativeTime time={item.createdAt} />,
    },
  ];
}

function causesOf({ status }: Volume): string[] {
  return status.phase === 'Error' || status.phase === 'Pending'
    ? status.conditions
        .filter(condition => condition.status !== 'True' && condition.message)
        .slice(0, 1)
        .map(({ message }) => message)
    : [];
}

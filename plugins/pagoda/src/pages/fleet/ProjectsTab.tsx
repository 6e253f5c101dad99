import { useApi } from '@backstage/core-plugin-api';
import { Link } from '@backstage/ui';
import type { Project } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  EmptyState,
  PagedTable,
  RelativeTime,
  type ResourceColumn,
} from '../../components';
import { formatEntityRef } from '../../describeRun';
import { useLinks, type PagodaLinks } from '../../hooks/useLinks';
import { usePagedList } from '../../hooks/usePagedList';
import { FleetFilterBar } from './FleetFilterBar';
import type { FleetFilters } from './useFleetView';

type ProjectRow = Project & { id: string };

const ORDERS = [
  { id: 'name asc', label: 'Name' },
  { id: 'name desc', label: 'Name, backwards' },
];

/** All projects with what they may use. */
export function ProjectsTab(props: {
  filters: FleetFilters;
  onFilter: (changed: FleetFilters) => void;
}) {
  const { filters, onFilter } = props;
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const list = usePagedList<ProjectRow>(
    `fleet projects ${JSON.stringify(filters)}`,
    async (cursor, signal) => {
      const { q, orderBy } = filters;
      const page = await unwrap(
        api.client.GET('/projects', {
          params: {
            query: {
              ...{ q, cursor, limit: 50 },
              ...({ orderBy } as { orderBy?: 'name asc' | 'name desc' }),
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
  return (
    <>
      <FleetFilterBar
        label="Projects"
        filters={filters}
        fields={[{ name: 'orderBy', label: 'Order', options: ORDERS }]}
        onChange={onFilter}
      />
      <PagedTable
        label="Projects"
        list={list}
        empty={
          <EmptyState
            title={filters.q ? 'No project matches' : 'No projects'}
            description="A project holds experiments, runs and volumes of those who work together."
          />
        }
        columns={columnsOf(links)}
      />
    </>
  );
}

function columnsOf(links: PagodaLinks): ResourceColumn<ProjectRow>[] {
  return [
    {
      id: 'name',
      label: 'Name',
      isRowHeader: true,
      grow: true,
      render: ({ name, title }) => (
        <Link href={links.project(name)}>
          {title === name || !title ? name : `${title} (${name})`}
        </Link>
      ),
    },
    {
      id: 'runs',
      label: 'Runs at once',
      align: 'end',
      hideBelow: 'sm',
      render: ({ quota }) => quota.concurrentRuns ?? 'no limit',
    },
    {
      id: 'cpu',
      label: 'CPU',
      align: 'end',
      render: ({ quota }) => quota.cpu ?? 'no limit',
    },
    {
      id: 'memory',
      label: 'Memory',
      align: 'end',
      hideBelow: 'sm',
      render: ({ quota }) => quota.memory ?? 'no limit',
    },
    {
      id: 'gpu',
      label: 'GPU',
      align: 'end',
      hideBelow: 'md',
      render: ({ quota }) => quota.gpu ?? 'no limit',
    },
    {
      id: 'storage',
      label: 'Storage',
      align: 'end',
      render: ({ quota }) => quota.storage ?? 'no limit',
    },
    {
      id: 'owner',
      label: 'Made by',
      hideBelow: 'md',
      render: ({ createdBy }) => formatEntityRef(createdBy),
    },
    {
      id: 'age',
      label: 'Age',
      hideBelow: 'md',
      render: ({ createdAt }) => <RelativeTime time={createdAt} />,
    },
  ];
}

import { useMemo } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Link } from '@backstage/ui';
import type { operations, Run } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../api';
import { runTitle, summarizeParameters } from '../describeRun';
import { useLinks } from '../hooks/useLinks';
import { usePagedList } from '../hooks/usePagedList';
import { useRunEvents } from '../hooks/useRunEvents';
import { useThrottle } from '../hooks/useThrottle';
import { Duration } from './Duration';
import { EmptyState } from './EmptyState';
import { ErrorPanel } from './ErrorPanel';
import { RelativeTime } from './RelativeTime';
import { ResourceTable, type ResourceColumn } from './ResourceTable';
import { StatusBadge } from './StatusBadge';

type RunQuery = NonNullable<operations['listRuns']['parameters']['query']>;

/** New runs show up after this long at most. */
const REFRESH_MS = 2000;

/** The newest runs of something, kept up to date. */
export function RecentRuns(props: {
  query: RunQuery;
  limit?: number;
  /** Without parameters and duration, where there is little room. */
  isCompact?: boolean;
}) {
  const { query, limit = 10, isCompact = false } = props;
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const list = usePagedList<Run>(
    JSON.stringify({ query, limit }),
    async (cursor, signal) => {
      const page = await unwrap(
        api.client.GET('/runs', {
          params: { query: { ...query, limit, cursor } },
          signal,
        }),
      );
      return { items: page.items };
    },
  );
  const refreshLater = useThrottle(list.refresh, REFRESH_MS);
  useRunEvents({
    onGap: list.refresh,
    onChanges: changes => {
      const latest = new Map(changes.map(change => [change.id, change.run]));
      list.update(items => items.map(run => latest.get(run.id) ?? run));
      const known = new Set(list.items.map(run => run.id));
      const belongs = (run: Run) =>
        (!query.project || query.project.includes(run.project)) &&
        (!query.experiment || query.experiment === run.experiment) &&
        (!query.cluster || query.cluster === run.cluster);
      if (
        changes.some(
          ({ id, run, deleted }) =>
            (deleted && known.has(id)) ||
            (run && !known.has(id) && belongs(run)),
        )
      ) {
        refreshLater();
      }
    },
  });
  const columns = useMemo<ResourceColumn<Run>[]>(
    () => [
      {
        id: 'phase',
        label: 'Phase',
        render: run => <StatusBadge phase={run.status.phase} />,
      },
      {
        id: 'run',
        label: 'Run',
        isRowHeader: true,
        render: run => (
          <span style={{ whiteSpace: 'nowrap' }}>
            <Link href={links.run(run.id)} weight="bold" standalone>
              {runTitle(run)}
            </Link>
          </span>
        ),
      },
      {
        id: 'parameters',
        label: 'Parameters, or the cause',
        grow: true,
        hideBelow: 'sm',
        render: run =>
          run.status.explanation?.summary ??
          (summarizeParameters(run.spec.parameters) ||
            run.spec.command.join(' ')),
      },
      {
        id: 'duration',
        label: 'Duration',
        align: 'end',
        hideBelow: 'xs',
        render: run => (
          <Duration start={run.status.startedAt} end={run.status.finishedAt} />
        ),
      },
      {
        id: 'created',
        label: 'Created',
        align: 'end',
        render: run => <RelativeTime time={run.createdAt} />,
      },
    ],
    [links],
  );

  const shown = isCompact
    ? columns.filter(({ id }) => id !== 'parameters' && id !== 'duration')
    : columns;
  if (list.error && list.items.length === 0) {
    return <ErrorPanel error={list.error} onRetry={list.refresh} />;
  }
  if (!list.isLoading && list.items.length === 0) {
    return <EmptyState title="No runs yet" />;
  }
  return (
    <ResourceTable
      label="Latest runs"
      columns={shown}
      items={list.items}
      isLoading={list.isLoading}
      getHref={run => links.run(run.id)}
    />
  );
}

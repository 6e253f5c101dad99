import { useApi } from '@backstage/core-plugin-api';
import { Link, Skeleton, Text } from '@backstage/ui';
import {
  formatDuration,
  isFinal,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  Duration,
  ErrorPanel,
  Panel,
  RelativeTime,
  ResourceTable,
  StatusBadge,
} from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useResource } from '../../hooks/useResource';
import { useRunEvents } from '../../hooks/useRunEvents';
import { useThrottle } from '../../hooks/useThrottle';

/** Runs that the success rate and the typical duration are taken from. */
const LOOKED_AT = 50;
const SHOWN = 8;
const REFRESH_MS = 1000;

/** The latest runs of an experiment, with how often and how fast it succeeds. */
export function LatestRuns(props: { project: string; experiment: string }) {
  const { project, experiment } = props;
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const { data, error, refresh } = useResource(
    `latest runs ${project}/${experiment}`,
    signal =>
      unwrap(
        api.client.GET('/runs', {
          params: {
            query: { project: [project], experiment, limit: LOOKED_AT },
          },
          signal,
        }),
      ),
  );
  const refreshLater = useThrottle(refresh, REFRESH_MS);
  useRunEvents({
    onGap: refresh,
    onChanges: changes => {
      if (changes.some(change => change.run?.experiment === experiment)) {
        refreshLater();
      }
    },
  });
  return (
    <Panel
      title="Latest runs"
      action={<Link href={links.runs({ project, experiment })}>All</Link>}
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="6rem" />}
      {data?.items.length === 0 && (
        <Text color="secondary">It has not been run yet.</Text>
      )}
      {data && data.items.length > 0 && (
        <>
          <Text as="p" color="secondary" style={{ marginTop: 0 }}>
            {summarize(data.items)}
          </Text>
          <ResourceTable
            label="Latest runs"
            items={data.items.slice(0, SHOWN)}
            columns={[
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
                  <Link href={links.run(run.id)}>#{run.number}</Link>
                ),
              },
              {
                id: 'duration',
                label: 'Duration',
                align: 'end',
                render: run => (
                  <Duration
                    start={run.status.startedAt ?? undefined}
                    end={run.status.finishedAt ?? undefined}
                  />
                ),
              },
              {
                id: 'created',
                label: 'Created',
                hideBelow: 'sm',
                render: run => <RelativeTime time={run.createdAt} />,
              },
            ]}
          />
        </>
      )}
    </Panel>
  );
}

/** Such as `12 of the last 14 succeeded, typically in 8m40s`. */
export function summarize(runs: Run[]): string {
  const ended = runs.filter(run => isFinal(run.status.phase));
  const succeeded = ended.filter(run => run.status.phase === 'Succeeded');
  if (ended.length === 0) {
    return 'None has ended yet.';
  }
  const durations = succeeded
    .flatMap(({ status: { startedAt, finishedAt } }) =>
      startedAt && finishedAt
        ? Date.parse(finishedAt) - Date.parse(startedAt)
        : [],
    )
    .sort((a, b) => a - b);
  const median = durations[Math.floor(durations.length / 2)];
  return `${succeeded.length} of the last ${ended.length} succeeded${
    median === undefined ? '' : `, typically in ${formatDuration(median)}`
  }.`;
}

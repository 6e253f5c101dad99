import { useMemo } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Link, Skeleton, Text } from '@backstage/ui';
import type { Run, RunComparison } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  EmptyState,
  ErrorPanel,
  PageLayout,
  RelativeTime,
  ResourceTable,
  ScrollArea,
  StatusBadge,
  type ResourceColumn,
} from '../../components';
import {
  formatNumber,
  formatValue,
  runTitle,
  summarizeParameters,
} from '../../describeRun';
import { useLinks } from '../../hooks/useLinks';
import { useResource } from '../../hooks/useResource';
import { useSearchParams } from '../../routing';
import styles from './CompareRunsPage.module.css';

type Difference = RunComparison['differences'][number];

const GROUPS: [Difference['group'], string][] = [
  ['parameters', 'Parameters'],
  ['metrics', 'Metrics'],
  ['outcome', 'Outcome'],
  ['resources', 'Resources'],
  ['definition', 'Definition'],
  ['results', 'Results'],
];

/** What differs between two runs; first lets choose the second. */
export function CompareRunsPage() {
  const links = useLinks();
  const [search] = useSearchParams();
  const a = search.get('a');
  const b = search.get('b');
  return (
    <PageLayout
      title="Compare runs"
      parents={[{ label: 'Runs', href: links.runs() }]}
    >
      {!a && (
        <EmptyState
          title="Nothing to compare"
          description="Open a run and choose Compare."
        />
      )}
      {a && !b && <ChooseOther id={a} />}
      {a && b && <Comparison a={a} b={b} />}
    </PageLayout>
  );
}

function ChooseOther({ id }: { id: string }) {
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const { data, error, isLoading, refresh } = useResource(
    `comparable ${id}`,
    async signal => {
      const run = await unwrap(
        api.client.GET('/runs/{run}', {
          params: { path: { run: id } },
          signal,
        }),
      );
      const page = await unwrap(
        api.client.GET('/runs', {
          params: {
            query: {
              project: [run.project],
              experiment: run.experiment ?? undefined,
              limit: 100,
            },
          },
          signal,
        }),
      );
      return { run, others: page.items.filter(other => other.id !== id) };
    },
  );
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
          <Link href={links.compareRuns(id, run.id)}>{runTitle(run)}</Link>
        ),
      },
      {
        id: 'parameters',
        label: 'Parameters',
        grow: true,
        hideBelow: 'xs',
        render: run => summarizeParameters(run.spec.parameters),
      },
      {
        id: 'created',
        label: 'Created',
        align: 'end',
        render: run => <RelativeTime time={run.createdAt} />,
      },
    ],
    [links, id],
  );
  if (error) {
    return <ErrorPanel error={error} onRetry={refresh} />;
  }
  return (
    <>
      {data && (
        <Text as="p">
          Choose the run to compare <strong>{runTitle(data.run)}</strong> with:
        </Text>
      )}
      {data?.others.length === 0 ? (
        <EmptyState
          title="There is no other run of this experiment"
          description="Rerun it with changes, then compare the two."
        />
      ) : (
        <ResourceTable
          label="Runs to compare with"
          columns={columns}
          items={data?.others ?? []}
          isLoading={isLoading}
          getHref={run => links.compareRuns(id, run.id)}
        />
      )}
    </>
  );
}

function Comparison({ a, b }: { a: string; b: string }) {
  const api = useApi(pagodaApiRef);
  const { data, error, refresh } = useResource(`compare ${a} ${b}`, signal =>
    unwrap(
      api.client.GET('/runs:compare', { params: { query: { a, b } }, signal }),
    ),
  );
  if (error) {
    return <ErrorPanel error={error} onRetry={refresh} />;
  }
  if (!data) {
    return <Skeleton height="12rem" />;
  }
  if (data.differences.length === 0) {
    return (
      <EmptyState
        title="No difference"
        description="Both runs had the same definition and parameters, and the same outcome."
      />
    );
  }
  return (
    <ScrollArea className={styles.scroll} label="Differences">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Differs</th>
            <RunHeading run={data.a} />
            <RunHeading run={data.b} />
          </tr>
        </thead>
        {GROUPS.map(([group, title]) => {
          const rows = data.differences.filter(d => d.group === group);
          return (
            rows.length > 0 && (
              <tbody key={group}>
                <tr>
                  <th scope="rowgroup" colSpan={3} className={styles.group}>
                    {title}
                  </th>
                </tr>
                {rows.map(difference => (
                  <tr key={difference.path}>
                    <th scope="row">{shortName(difference.path)}</th>
                    <td>{show(difference.a)}</td>
                    <td>
                      {show(difference.b)} <Change {...difference} />
                    </td>
                  </tr>
                ))}
              </tbody>
            )
          );
        })}
      </table>
    </ScrollArea>
  );
}

function RunHeading({ run }: { run: Run }) {
  const links = useLinks();
  return (
    <th scope="col">
      <Link href={links.run(run.id)}>{runTitle(run)}</Link>{' '}
      <StatusBadge phase={run.status.phase} />
    </th>
  );
}

/** How much a number went up or down. */
function Change({ a, b }: Difference) {
  if (typeof a !== 'number' || typeof b !== 'number' || a === 0) {
    return null;
  }
  const percent = ((b - a) / Math.abs(a)) * 100;
  return (
    <span className={styles.change}>
      {percent > 0 ? '+' : '−'}
      {formatNumber(Number(Math.abs(percent).toPrecision(3)))} %
    </span>
  );
}

/** `spec.parameters.samples` as `samples`. */
function shortName(path: string): string {
  return path
    .replace(/^(spec|status)\./, '')
    .replace(/^(parameters|metrics|resources)\./, '');
}

function show(value: unknown) {
  if (value === undefined || value === null) {
    return <span className={styles.missing}>none</span>;
  }
  return typeof value === 'number' ? formatNumber(value) : formatValue(value);
}

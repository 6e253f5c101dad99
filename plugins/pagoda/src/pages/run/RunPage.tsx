import { lazy, Suspense } from 'react';
import { Link, Skeleton, Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import { isFinal, type Run } from '@pagoda/plugin-pagoda-common';
import {
  CopyButton,
  Duration,
  EmptyState,
  ErrorPanel,
  LiveStatus,
  PageLayout,
  RelativeTime,
  StatusBadge,
} from '../../components';
import { formatEntityRef, runTitle } from '../../describeRun';
import { useLinks } from '../../hooks/useLinks';
import { useRun } from '../../hooks/useRun';
import { useParams, useSearchParams } from '../../routing';
import { ExplanationPanel } from './ExplanationPanel';
import { RunActionsMenu } from './RunActionsMenu';
import { RunTimeline } from './RunTimeline';
import { EventsTab } from './EventsTab';
import { MetricsTab } from './MetricsTab';
import { OverviewTab } from './OverviewTab';
import { ReproduceTab } from './ReproduceTab';
import styles from './RunPage.module.css';

const LogsTab = lazy(() =>
  import('./logs/LogsTab').then(m => ({ default: m.LogsTab })),
);
const ResultsTab = lazy(() =>
  import('./results/ResultsTab').then(m => ({ default: m.ResultsTab })),
);

const TABS = [
  { id: 'overview', label: 'Overview' },
  { id: 'logs', label: 'Logs' },
  { id: 'results', label: 'Results' },
  { id: 'metrics', label: 'Metrics' },
  { id: 'events', label: 'Events' },
  { id: 'reproduce', label: 'Reproduce' },
];

/** What happened, why, and where are my results? */
export function RunPage() {
  const { run: id = '' } = useParams();
  const links = useLinks();
  const { run: resource, status, isDeleted } = useRun(id);
  const run = resource.data;
  const parents = [{ label: 'Runs', href: links.runs() }];

  if (isDeleted) {
    return (
      <PageLayout title={run ? runTitle(run) : 'Run'} parents={parents}>
        <EmptyState
          title="This run was deleted"
          description="Its logs and results went with it."
        />
      </PageLayout>
    );
  }
  if (!run) {
    return (
      <PageLayout title="Run" parents={parents}>
        {resource.error ? (
          <ErrorPanel error={resource.error} onRetry={resource.refresh} />
        ) : (
          <div role="status" aria-label="Loading the run">
            <Skeleton height="12rem" />
          </div>
        )}
      </PageLayout>
    );
  }
  return (
    <PageLayout
      title={runTitle(run)}
      badge={<StatusBadge phase={run.status.phase} />}
      parents={
        run.sweep
          ? [...parents, { label: 'Sweep', href: links.sweep(run.sweep) }]
          : parents
      }
      subtitle={<RunFacts run={run} status={status} />}
      actions={<RunActionsMenu run={run} />}
    >
      {resource.error && (
        <ErrorPanel error={resource.error} onRetry={resource.refresh} />
      )}
      <ExplanationPanel run={run} />
      <RunTimeline run={run} />
      <RunTabs run={run} />
    </PageLayout>
  );
}

function RunFacts(props: {
  run: Run;
  status: Parameters<typeof LiveStatus>[0]['status'];
}) {
  const { run } = props;
  const links = useLinks();
  return (
    <>
      <Link href={links.runs({ project: run.project })}>{run.project}</Link>
      <Link href={links.cluster(run.cluster)}>{run.cluster}</Link>
      {run.spec.queue && <span>queue {run.spec.queue}</span>}
      {run.experiment && (
        <Link href={links.experiment(run.project, run.experiment)}>
          {`revision ${run.revision}`}
        </Link>
      )}
      <span>
        <Duration
          start={run.status.startedAt ?? run.status.queuedAt}
          end={run.status.finishedAt}
        />
        {!run.status.startedAt && !isFinal(run.status.phase) && ' waiting'}
      </span>
      <span>
        by {formatEntityRef(run.owner)}, <RelativeTime time={run.createdAt} />
      </span>
      {run.rerunOf && (
        <Link href={links.run(run.rerunOf)}>repeats an earlier run</Link>
      )}
      <span className={styles.id}>
        <code title={run.id}>{run.id.slice(0, 13)}…</code>
        <CopyButton text={run.id} label="Copy run id" />
      </span>
      {!isFinal(run.status.phase) && <LiveStatus status={props.status} />}
    </>
  );
}

function RunTabs({ run }: { run: Run }) {
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('tab') ?? '';
  const selected = TABS.some(tab => tab.id === wanted) ? wanted : 'overview';
  return (
    <Tabs
      selectedKey={selected}
      onSelectionChange={key =>
        setSearch(key === 'overview' ? {} : { tab: String(key) }, {
          replace: true,
        })
      }
    >
      <div className={styles.tabs}>
        <TabList aria-label="About the run">
          {TABS.map(tab => (
            <Tab key={tab.id} id={tab.id}>
              {tab.label}
            </Tab>
          ))}
        </TabList>
      </div>
      <Suspense fallback={<Skeleton height="8rem" />}>
        <TabPanel id="overview">
          <OverviewTab run={run} />
        </TabPanel>
        <TabPanel id="logs">
          <LogsTab run={run} />
        </TabPanel>
        <TabPanel id="results">
          <ResultsTab run={run} />
        </TabPanel>
        <TabPanel id="metrics">
          <MetricsTab run={run} />
        </TabPanel>
        <TabPanel id="events">
          <EventsTab run={run} />
        </TabPanel>
        <TabPanel id="reproduce">
          <ReproduceTab run={run} />
        </TabPanel>
      </Suspense>
    </Tabs>
  );
}

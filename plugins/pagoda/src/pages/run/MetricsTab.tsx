import { Alert, Skeleton, Text } from '@backstage/ui';
import {
  isFinal,
  type ResourceAdvice,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import {
  EmbeddedViews,
  ErrorPanel,
  MetricCard,
  MetricCharts,
} from '../../components';
import { formatHeadline } from '../../describeRun';
import { useMetricSeries } from '../../hooks/useMetricSeries';
import { RunUsage } from './RunUsage';
import { useRunMetrics } from './useRunDetails';
import styles from './RunPage.module.css';

/** What the run reported, and what it used of what it asked for. */
export function MetricsTab({ run }: { run: Run }) {
  const { data, error, refresh } = useRunMetrics(run);
  const { phase } = run.status;
  const series = useMetricSeries(
    { run: run.id },
    { version: phase, live: !isFinal(phase) },
  );
  if (error && !data) {
    return (
      <div className={styles.tab}>
        <ErrorPanel error={error} onRetry={refresh} />
      </div>
    );
  }
  if (!data) {
    return <Skeleton height="8rem" />;
  }
  const reported = Object.entries(data.metrics);
  return (
    <div className={styles.tab}>
      <section className={styles.section}>
        <Text as="h2" variant="title-x-small">
          Asked for and used
        </Text>
        <RunUsage usage={data.usage} timeoutSeconds={run.spec.timeoutSeconds} />
        <Advice advice={series.data?.advice ?? []} />
      </section>
      <section className={styles.section}>
        <Text as="h2" variant="title-x-small">
          Over time
        </Text>
        {series.error && (
          <ErrorPanel error={series.error} onRetry={series.refresh} />
        )}
        {series.data && <MetricCharts list={series.data} />}
        {series.isLoading && <Skeleton height="12rem" />}
      </section>
      <section className={styles.section}>
        <Text as="h2" variant="title-x-small">
          Reported
        </Text>
        {reported.length === 0 ? (
          <Text color="secondary">
            None. A run reports numbers by writing them as JSON to
            $PAGODA_OUTPUT_DIR/result.json.
          </Text>
        ) : (
          <div className={styles.cards}>
            {reported.map(([name, value]) => (
              <MetricCard
                key={name}
                label={name}
                value={
                  <span title={String(value)}>{formatHeadline(value)}</span>
                }
              />
            ))}
          </div>
        )}
      </section>
      <EmbeddedViews
        about={{ run: run.id }}
        since={run.status.startedAt ?? undefined}
        until={run.status.finishedAt ?? undefined}
      />
    </div>
  );
}

function Advice({ advice }: { advice: ResourceAdvice[] }) {
  return advice.length === 0 ? null : (
    <Alert
      style={{ marginTop: 'var(--bui-space-3)' }}
      status="info"
      icon
      title="The next run could ask for something else"
      description={
        <ul className={styles.advice}>
          {advice.map(({ resource, message }) => (
            <li key={resource}>{message}</li>
          ))}
        </ul>
      }
    />
  );
}

import { Skeleton, Text } from '@backstage/ui';
import type { Run } from '@pagoda/plugin-pagoda-common';
import { EmbeddedViews, ErrorPanel, MetricCard } from '../../components';
import { formatHeadline } from '../../describeRun';
import { RunUsage } from './RunUsage';
import { useRunMetrics } from './useRunDetails';
import styles from './RunPage.module.css';

/** What the run reported, and what it used of what it asked for. */
export function MetricsTab({ run }: { run: Run }) {
  const { data, error, refresh } = useRunMetrics(run);
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

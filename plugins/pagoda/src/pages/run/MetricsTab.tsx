import { useApi } from '@backstage/core-plugin-api';
import { Skeleton, Text } from '@backstage/ui';
import {
  formatBytes,
  formatDuration,
  type Run,
  type RunMetrics,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { ErrorPanel, MetricCard, UsageBar } from '../../components';
import { formatHeadline } from '../../describeRun';
import { useResource } from '../../hooks/useResource';
import styles from './RunPage.module.css';

/** What the run reported, and what it used of what it asked for. */
export function MetricsTab({ run }: { run: Run }) {
  const api = useApi(pagodaApiRef);
  // The phase is part of the key: at the end there are final numbers.
  const { data, error, refresh } = useResource(
    `metrics ${run.id} ${run.status.phase}`,
    signal =>
      unwrap(
        api.client.GET('/runs/{run}/metrics', {
          params: { path: { run: run.id } },
          signal,
        }),
      ),
  );
  if (error) {
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
        <Usage usage={data.usage} timeoutSeconds={run.spec.timeoutSeconds} />
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
    </div>
  );
}

function Usage(props: { usage: RunMetrics['usage']; timeoutSeconds: number }) {
  const { usage, timeoutSeconds } = props;
  const {
    cpuSeconds,
    durationSeconds,
    peakMemoryBytes,
    requestedCpu,
    requestedMemoryBytes,
  } = usage;
  const hasCpu = cpuSeconds !== undefined && Boolean(durationSeconds);
  const isMeasured =
    hasCpu || peakMemoryBytes !== undefined || durationSeconds !== undefined;
  if (!isMeasured) {
    return <Text color="secondary">Nothing was measured yet.</Text>;
  }
  return (
    <div className={styles.usage}>
      {hasCpu && (
        <UsageBar
          label="CPU cores"
          used={cpuSeconds / (durationSeconds ?? 1)}
          limit={requestedCpu}
          format={cores =>
            cores.toLocaleString('en', { maximumFractionDigits: 2 })
          }
        />
      )}
      {peakMemoryBytes !== undefined && (
        <UsageBar
          label="Peak memory"
          used={peakMemoryBytes}
          limit={requestedMemoryBytes}
          format={formatBytes}
        />
      )}
      {durationSeconds !== undefined && (
        <UsageBar
          label="Time"
          used={durationSeconds}
          limit={timeoutSeconds}
          format={seconds => formatDuration(seconds * 1000)}
        />
      )}
    </div>
  );
}

import { Text } from '@backstage/ui';
import {
  formatBytes,
  formatDuration,
  type RunMetrics,
} from '@pagoda/plugin-pagoda-common';
import { UsageBar } from '../../components';
import styles from './RunPage.module.css';

/** What a run used of what it asked for. */
export function RunUsage(props: {
  usage: RunMetrics['usage'];
  timeoutSeconds: number;
}) {
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

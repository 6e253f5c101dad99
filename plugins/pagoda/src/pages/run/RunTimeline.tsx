import {
  formatDuration,
  isFinal,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import { useNow } from '../../hooks/useNow';
import styles from './RunTimeline.module.css';

interface Segment {
  name: string;
  begin: number;
  /** Missing while it lasts. */
  end?: number;
}

/** How long the run was queued, was started and ran, drawn to scale. */
export function RunTimeline({ run }: { run: Run }) {
  const isActive = !isFinal(run.status.phase);
  const now = useNow(isActive);
  const segments = toSegments(run);
  const lengths = segments.map(s => Math.max(0, (s.end ?? now) - s.begin));
  return (
    <ol className={styles.timeline} aria-label="Timeline">
      {segments.map((segment, index) => (
        <li
          key={segment.name}
          className={styles.segment}
          data-name={segment.name}
          data-active={segment.end === undefined}
          style={{ flexGrow: Math.max(1, lengths[index]) }}
        >
          <span className={styles.label}>
            {segment.name}{' '}
            <span className={styles.duration}>
              {formatDuration(
                segment.end === undefined
                  ? Math.floor(lengths[index] / 1000) * 1000
                  : lengths[index],
              )}
            </span>
          </span>
          <span aria-hidden="true" className={styles.bar} />
        </li>
      ))}
    </ol>
  );
}

/** The run's time in consecutive parts; with retries the last attempt's. */
function toSegments(run: Run): Segment[] {
  const { phase, queuedAt, startedAt, finishedAt, conditions } = run.status;
  const time = (text?: string | null) => (text ? Date.parse(text) : undefined);
  const queued = Date.parse(queuedAt);
  const started = time(startedAt);
  const finished = time(finishedAt);
  const scheduled = time(
    conditions.find(c => c.type === 'Scheduled' && c.status === 'True')
      ?.lastTransitionTime,
  );
  const starting = scheduled && scheduled > queued ? scheduled : undefined;

  const segments: Segment[] = [
    { name: 'Queued', begin: queued, end: starting ?? started ?? finished },
  ];
  if (starting !== undefined) {
    segments.push({
      name: 'Starting',
      begin: starting,
      end: started ?? finished,
    });
  } else if (phase === 'Starting' && started === undefined) {
    segments[0].name = 'Starting';
  }
  if (started !== undefined) {
    segments.push({ name: 'Running', begin: started, end: finished });
  }
  return segments;
}

import type { RunPhase, Sweep } from '@pagoda/plugin-pagoda-common';
import styles from './SweepProgress.module.css';

/** Left to right as the bar fills. */
const ORDER: RunPhase[] = [
  'Succeeded',
  'Failed',
  'Cancelled',
  'Running',
  'Starting',
  'Queued',
];

/** How many points of a sweep are in which phase, as a bar and in words. */
export function SweepProgress(props: { sweep: Sweep }) {
  const { counts } = props.sweep.status;
  const parts = ORDER.map(phase => ({
    phase,
    count: counts[phase] ?? 0,
  })).filter(part => part.count > 0);
  const total = props.sweep.points || 1;
  const finished =
    (counts.Succeeded ?? 0) + (counts.Failed ?? 0) + (counts.Cancelled ?? 0);
  const words = parts
    .map(part => `${part.count} ${part.phase.toLowerCase()}`)
    .join(', ');
  return (
    <div className={styles.progress}>
      <div
        className={styles.track}
        role="progressbar"
        aria-label="Finished points"
        aria-valuemin={0}
        aria-valuemax={props.sweep.points}
        aria-valuenow={finished}
        aria-valuetext={words}
      >
        {parts.map(part => (
          <span
            key={part.phase}
            className={styles.part}
            data-phase={part.phase}
            style={{ width: `${(part.count / total) * 100}%` }}
          />
        ))}
      </div>
      <span className={styles.words}>{words}</span>
    </div>
  );
}

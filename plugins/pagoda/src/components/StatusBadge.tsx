import type { RunPhase } from '@pagoda/plugin-pagoda-common';
import styles from './StatusBadge.module.css';

/** A phase of a run, or of a cluster or volume. */
export type StatusBadgePhase =
  | RunPhase
  | 'Ready'
  | 'Available'
  | 'InUse'
  | 'Pending'
  | 'Provisioning'
  | 'Updating'
  | 'Degraded'
  | 'Unreachable'
  | 'Deleting'
  | 'Error';

type Shape =
  'quarter' | 'half' | 'full' | 'check' | 'cross' | 'slash' | 'warning';
type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

const LOOKS: Record<
  StatusBadgePhase,
  { shape: Shape; tone: Tone; word?: string }
> = {
  Queued: { shape: 'quarter', tone: 'neutral' },
  Starting: { shape: 'half', tone: 'info' },
  Running: { shape: 'full', tone: 'info' },
  Succeeded: { shape: 'check', tone: 'success' },
  Failed: { shape: 'cross', tone: 'danger' },
  Cancelled: { shape: 'slash', tone: 'neutral' },
  Ready: { shape: 'check', tone: 'success' },
  Available: { shape: 'check', tone: 'success' },
  InUse: { shape: 'full', tone: 'info', word: 'In use' },
  Pending: { shape: 'quarter', tone: 'neutral' },
  Provisioning: { shape: 'half', tone: 'info' },
  Updating: { shape: 'half', tone: 'info' },
  Degraded: { shape: 'warning', tone: 'warning' },
  Unreachable: { shape: 'cross', tone: 'danger' },
  Deleting: { shape: 'half', tone: 'neutral' },
  Error: { shape: 'cross', tone: 'danger' },
};

/** A phase as colour, shape and word, so that none of them is needed to read it. */
export function StatusBadge(props: {
  phase: StatusBadgePhase;
  className?: string;
}) {
  const { shape, tone, word } = LOOKS[props.phase];
  return (
    <span
      className={[styles.badge, props.className].filter(Boolean).join(' ')}
      data-tone={tone}
    >
      <StatusShape shape={shape} />
      {word ?? props.phase}
    </span>
  );
}

function StatusShape({ shape }: { shape: Shape }) {
  return (
    <svg
      className={styles.shape}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      {shape === 'check' && (
        <path d="M3 8.5l3.2 3.2L13 4.8" className={styles.stroke} />
      )}
      {shape === 'cross' && (
        <path d="M4 4l8 8M12 4l-8 8" className={styles.stroke} />
      )}
      {shape === 'slash' && (
        <>
          <circle cx="8" cy="8" r="5.5" className={styles.outline} />
          <path d="M4.3 11.7l7.4-7.4" className={styles.outline} />
        </>
      )}
      {shape === 'warning' && (
        <path d="M8 2.5L14 13H2zM8 6.5v3M8 11v.6" className={styles.outline} />
      )}
      {shape === 'full' && (
        <circle cx="8" cy="8" r="5" className={styles.fill} />
      )}
      {(shape === 'quarter' || shape === 'half') && (
        <>
          <circle cx="8" cy="8" r="5.5" className={styles.outline} />
          <path
            d={
              shape === 'half'
                ? 'M8 2.5a5.5 5.5 0 010 11z'
                : 'M8 8V2.5A5.5 5.5 0 0113.5 8z'
            }
            className={styles.fill}
          />
        </>
      )}
    </svg>
  );
}

import type { RunEventStatus } from '../hooks/RunEventHub';
import styles from './LiveStatus.module.css';

const WORDS: Record<RunEventStatus, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  failed: 'Not live: reload to see changes',
};

/** Whether what the page shows follows the changes. */
export function LiveStatus(props: { status: RunEventStatus }) {
  return (
    <span role="status" className={styles.status} data-status={props.status}>
      <span aria-hidden="true" className={styles.dot} />
      {WORDS[props.status]}
    </span>
  );
}

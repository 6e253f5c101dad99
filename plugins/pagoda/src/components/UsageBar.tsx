import styles from './UsageBar.module.css';

/** Used against a limit as a bar with the numbers beside it; without a limit just the number. */
export function UsageBar(props: {
  label: string;
  /** The label is for screen readers alone, where a column's head says the same. */
  isLabelHidden?: boolean;
  used: number;
  /** `undefined`: no limit. */
  limit?: number;
  /** Writes both numbers; plain ones by default. */
  format?: (value: number) => string;
}) {
  const { label, used, limit, format = formatPlain } = props;
  const share = limit ? Math.min(1, used / limit) : 0;
  const text =
    limit === undefined
      ? `${format(used)}, no limit`
      : `${format(used)} of ${format(limit)}`;
  let level = 'normal';
  if (limit !== undefined && used >= limit) {
    level = 'full';
  } else if (share >= 0.8) {
    level = 'high';
  }
  return (
    <div className={styles.usage} data-label-hidden={props.isLabelHidden}>
      {!props.isLabelHidden && <span className={styles.label}>{label}</span>}
      {limit !== undefined && (
        <span
          className={styles.track}
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={limit}
          aria-valuenow={Math.min(used, limit)}
          aria-valuetext={text}
        >
          <span
            className={styles.bar}
            data-level={level}
            style={{ width: `${share * 100}%` }}
          />
        </span>
      )}
      <span className={styles.text}>{text}</span>
    </div>
  );
}

function formatPlain(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 1 });
}

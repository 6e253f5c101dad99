import { FieldLabel } from '@backstage/ui';
import { useId } from 'react';
import { FieldProblem } from '../../../components';
import styles from './EndField.module.css';

/** Chooses a day at whose end a cluster is removed, or none. */
export function EndField(props: {
  /** As `2027-01-31`; '' for none. */
  value: string;
  onChange: (day: string) => void;
  label?: string;
  problem?: string;
}) {
  const id = useId();
  return (
    <div className={styles.end}>
      <FieldLabel
        label={props.label ?? 'Removed after'}
        description="Its owner is warned days before. Left open, it stays until somebody deletes it."
        htmlFor={id}
      />
      <input
        id={id}
        type="date"
        className={styles.input}
        value={props.value}
        min={new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}
        aria-invalid={props.problem !== undefined}
        onChange={event => props.onChange(event.target.value)}
      />
      <FieldProblem text={props.problem} />
    </div>
  );
}

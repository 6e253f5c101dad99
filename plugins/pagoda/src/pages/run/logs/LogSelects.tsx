import { Select } from '@backstage/ui';
import type { Run } from '@pagoda/plugin-pagoda-common';
import { MAIN } from './LogList';
import styles from './LogsTab.module.css';
import { ALL, type LogFilter } from './useLogFilter';

const STREAMS = [
  { id: ALL, label: 'All output' },
  { id: 'stdout', label: 'stdout' },
  { id: 'stderr', label: 'stderr' },
];

/** Chooses among what a run wrote: by output, and where there are several by container and attempt. */
export function LogSelects(props: {
  run: Run;
  /** Containers that lines are there of. */
  seen: ReadonlySet<string>;
  filter: LogFilter;
  onChange: (change: Partial<LogFilter>) => void;
}) {
  const { run, seen, filter, onChange } = props;
  const containers = containersOf(run, seen);
  const { attempt } = run.status;
  return (
    <>
      <Select
        aria-label="Output"
        className={styles.select}
        options={STREAMS}
        value={filter.stream}
        onChange={key => onChange({ stream: String(key) })}
      />
      {containers.length > 1 && (
        <Select
          aria-label="Container"
          className={styles.select}
          options={[
            { id: ALL, label: 'All containers' },
            ...containers.map(name => ({ id: name, label: name })),
          ]}
          value={filter.container}
          onChange={key => onChange({ container: String(key) })}
        />
      )}
      {attempt > 1 && (
        <Select
          aria-label="Attempt"
          className={styles.select}
          options={[
            { id: ALL, label: 'All attempts' },
            ...Array.from({ length: attempt }, (_, index) => ({
              id: String(index + 1),
              label: `Attempt ${index + 1}`,
            })),
          ]}
          value={filter.attempt}
          onChange={key => onChange({ attempt: String(key) })}
        />
      )}
    </>
  );
}

/** Those that it is made of, and whatever else has written, such as what prepared it. */
function containersOf(run: Run, seen: ReadonlySet<string>): string[] {
  const services = (run.spec.services ?? []).map(({ name }) => name);
  return [...new Set([MAIN, ...services, ...seen])];
}

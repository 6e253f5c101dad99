import { Link, Skeleton, Text } from '@backstage/ui';
import { ACTIVE_PHASES, type Run } from '@pagoda/plugin-pagoda-common';
import { Duration, Panel, StatusBadge } from '../../components';
import { runTitle } from '../../describeRun';
import { useLinks } from '../../hooks/useLinks';
import { groupBySweep } from './groupBySweep';
import styles from './HomePage.module.css';

const SHOWN = 6;

/** What goes at this moment. */
export function RunningPanel({ runs }: { runs: Run[] | undefined }) {
  const links = useLinks();
  const rows = groupBySweep(runs ?? []);
  const phases = ACTIVE_PHASES.map(phase => ['phase', phase]);
  return (
    <Panel
      title={runs ? `Running (${runs.length})` : 'Running'}
      action={
        rows.length > SHOWN && (
          <Link href={`${links.runs()}?${new URLSearchParams(phases)}`}>
            All
          </Link>
        )
      }
    >
      {!runs && <Skeleton height="5rem" />}
      {runs?.length === 0 && (
        <Text color="secondary">Nothing runs at this moment.</Text>
      )}
      <ul className={styles.list}>
        {rows.slice(0, SHOWN).map(({ run, count }) => (
          <li key={run.id} className={styles.row}>
            <StatusBadge phase={run.status.phase} />
            {run.sweep ? (
              <Link className={styles.grow} href={links.sweep(run.sweep)}>
                {`${run.experiment} sweep, ${count} at a time`}
              </Link>
            ) : (
              <Link className={styles.grow} href={links.run(run.id)}>
                {runTitle(run)}
              </Link>
            )}
            <Duration start={run.status.startedAt ?? run.status.queuedAt} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

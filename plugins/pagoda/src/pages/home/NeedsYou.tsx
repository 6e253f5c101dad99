import { Link, Skeleton, Text } from '@backstage/ui';
import type { Run } from '@pagoda/plugin-pagoda-common';
import { Duration, Panel, RelativeTime, StatusBadge } from '../../components';
import { runTitle } from '../../describeRun';
import { useLinks } from '../../hooks/useLinks';
import { useNow } from '../../hooks/useNow';
import { groupBySweep, type RunGroup } from './groupBySweep';
import styles from './HomePage.module.css';

const SHOWN = 4;
/** Who waits longer than this wants to know why. */
const LONG_MS = 5 * 60_000;

/** What failed lately and what waits for long, each with its cause. */
export function NeedsYou(props: {
  failed: Run[] | undefined;
  waiting: Run[] | undefined;
}) {
  const links = useLinks();
  const now = useNow();
  const failed = groupBySweep(props.failed ?? []);
  const waiting = groupBySweep(
    (props.waiting ?? []).filter(
      run => now - Date.parse(run.status.queuedAt) > LONG_MS,
    ),
  );
  const isLoaded = props.failed !== undefined && props.waiting !== undefined;
  return (
    <Panel
      title="Needs you"
      action={
        failed.length > SHOWN && (
          <Link href={links.runs({ phase: 'Failed', since: '7d' })}>
            All failed
          </Link>
        )
      }
    >
      {!isLoaded && <Skeleton height="5rem" />}
      {isLoaded && failed.length + waiting.length === 0 && (
        <Text color="secondary">
          Nothing: no run failed in the last two days, and none waits for long.
        </Text>
      )}
      <ul className={styles.list}>
        {failed.slice(0, SHOWN).map(group => (
          <NeedyRow key={group.run.id} group={group}>
            <RelativeTime
              time={group.run.status.finishedAt ?? group.run.createdAt}
            />
          </NeedyRow>
        ))}
        {waiting.slice(0, SHOWN).map(group => (
          <NeedyRow key={group.run.id} group={group}>
            waits <Duration start={group.run.status.queuedAt} />
          </NeedyRow>
        ))}
      </ul>
    </Panel>
  );
}

function NeedyRow(props: { group: RunGroup; children: React.ReactNode }) {
  const { run, count } = props.group;
  const links = useLinks();
  const { explanation, phase } = run.status;
  return (
    <li className={styles.row}>
      <StatusBadge phase={phase} />
      <div className={styles.grow}>
        {run.sweep ? (
          <Link href={links.sweep(run.sweep)}>
            {`${run.experiment} sweep, ${count} ${phase === 'Failed' ? 'failed' : 'waiting'}`}
          </Link>
        ) : (
          <Link href={links.run(run.id)}>{runTitle(run)}</Link>
        )}
        {explanation && (
          <Text
            as="p"
            variant="body-small"
            color="secondary"
            className={styles.cause}
            title={explanation.advice}
          >
            {explanation.summary}
          </Text>
        )}
      </div>
      <span className={styles.when}>{props.children}</span>
    </li>
  );
}

import type { ReactNode } from 'react';
import { Link } from '@backstage/ui';
import { formatBytes, type Fleet } from '@pagoda/plugin-pagoda-common';
import { RelativeTime } from '../../components';
import { useLinks } from '../../hooks/useLinks';
import styles from './fleet.module.css';

/** Phases that nobody needs to read of. */
const FINE = ['Ready', 'Available'];

/** The fleet in five figures. */
export function FleetSummary({ fleet }: { fleet: Fleet }) {
  const { clusters, volumes, runs, clouds, leaks } = fleet;
  const links = useLinks();
  const bad = clouds.filter(({ phase }) => phase !== 'Ready');
  return (
    <dl className={styles.summary} aria-label="Summary">
      <Figure label="Clusters" number={clusters.total}>
        {[
          ...others(clusters.phases),
          ...(clusters.drifting > 0 ? [`${clusters.drifting} drifting`] : []),
          ...(clusters.ending > 0 ? [`${clusters.ending} near their end`] : []),
        ].join(' · ') || 'all ready'}
      </Figure>
      <Figure label="Volumes" number={volumes.total}>
        {formatBytes(volumes.usedBytes)} used of{' '}
        {formatBytes(volumes.capacityBytes)}
        {volumes.quotaBytes > 0 && (
          <> · quota {formatBytes(volumes.quotaBytes)}</>
        )}
        {others(volumes.phases).map(text => ` · ${text}`)}
      </Figure>
      <Figure label="Runs" number={runs.active}>
        <Link href={links.runs({ phase: 'Queued' })}>
          {runs.waiting} waiting
        </Link>
        {runs.oldestWaitingAt && (
          <>
            , oldest <RelativeTime time={runs.oldestWaitingAt} />
          </>
        )}
      </Figure>
      <Figure label="Clouds" number={clouds.length}>
        {bad.length === 0
          ? 'all answer'
          : bad
              .map(({ name, phase }) => `${name} ${phase.toLowerCase()}`)
              .join(' · ')}
      </Figure>
      <Figure label="Leaks" number={leaks.found}>
        {leaks.missing > 0 && `${leaks.missing} gone · `}
        {leaks.unreadable > 0 && `${leaks.unreadable} places not read · `}
        {leaks.lookedAt ? (
          <>
            seen <RelativeTime time={leaks.lookedAt} />
          </>
        ) : (
          'not looked for yet'
        )}
      </Figure>
    </dl>
  );
}

function Figure(props: { label: string; number: number; children: ReactNode }) {
  return (
    <div className={styles.figure}>
      <dt>{props.label}</dt>
      <dd className={styles.number}>{props.number.toLocaleString('en')}</dd>
      <dd>{props.children}</dd>
    </div>
  );
}

function others(phases: Record<string, number>): string[] {
  return Object.entries(phases)
    .filter(([phase, count]) => count > 0 && !FINE.includes(phase))
    .map(([phase, count]) => `${count} ${phase.toLowerCase()}`);
}

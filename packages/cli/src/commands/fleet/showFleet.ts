import { formatBytes, type Fleet } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';
import type { Colors } from '../../output/formatTable';
import { dataOf } from '../dataOf';

/** `pagoda fleet` */
export async function showFleet(context: Context): Promise<void> {
  const { client, output } = context;
  const fleet = dataOf(await client.GET('/fleet'));
  output.one(
    fleet,
    ({ attention }) => attention.map(({ id }) => id).join('\n'),
    each => formatFleet(each, output.colors),
  );
}

/** The fleet in words. */
export function formatFleet(fleet: Fleet, colors: Colors): string {
  const { clusters, volumes, runs, clouds, leaks, attention } = fleet;
  const left = fleet.attentionTotal - attention.length;
  return [
    `${plural(clusters.total, 'cluster')}${phasesOf(clusters.phases)}`,
    `${plural(volumes.total, 'volume')}${phasesOf(volumes.phases)}, ${formatBytes(volumes.usedBytes)} used of ${formatBytes(volumes.capacityBytes)}`,
    `${plural(runs.active, 'run')} active, ${runs.waiting} waiting${
      runs.oldestWaitingAt
        ? `, the longest for ${formatAge(runs.oldestWaitingAt)}`
        : ''
    }`,
    ...clouds.map(
      ({ name, phase, observedAt }) =>
        `cloud ${name}: ${phase}${observedAt ? `, seen ${formatAge(observedAt)} ago` : ''}`,
    ),
    `${plural(leaks.found, 'leak')}, ${leaks.missing} missing${
      leaks.lookedAt ? `, looked for ${formatAge(leaks.lookedAt)} ago` : ''
    }`,
    '',
    ...(attention.length === 0 ? ['Nothing needs you.'] : []),
    ...attention.flatMap(({ severity, title, cause, action }) => [
      `${mark(severity, colors)} ${colors.bold(title)}`,
      `  ${cause} ${colors.dim(`→ ${action.label}`)}`,
    ]),
    ...(left > 0 ? [`and ${left} more`] : []),
    '',
  ].join('\n');
}

function mark(
  severity: Fleet['attention'][number]['severity'],
  colors: Colors,
): string {
  return {
    error: colors.red('✕'),
    warning: colors.yellow('!'),
    info: colors.blue('i'),
  }[severity];
}

function phasesOf(phases: Record<string, number>): string {
  const others = Object.entries(phases)
    .filter(([phase]) => phase !== 'Ready' && phase !== 'Available')
    .map(([phase, count]) => `${count} ${phase}`);
  return others.length > 0 ? ` (${others.join(', ')})` : '';
}

function plural(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

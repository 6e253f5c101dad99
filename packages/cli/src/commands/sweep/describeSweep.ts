import type { Sweep } from '@pagoda/plugin-pagoda-common';
import { formatPhase } from '../../output/formatRun';
import type { Colors } from '../../output/formatTable';

/** `41 Succeeded, 2 Running` */
export function countsOf({ status }: Sweep): string {
  return Object.entries(status.counts)
    .filter(([, count]) => count > 0)
    .map(([phase, count]) => `${count} ${phase}`)
    .join(', ');
}

/** A sweep in words. */
export function describeSweep(sweep: Sweep, colors: Colors): string {
  return [
    `${colors.bold(sweep.experiment)} (revision ${sweep.revision}), ${
      sweep.points
    } points over ${sweep.parameterNames.join(', ')}`,
    `  ${countsOf(sweep)}`,
    ...describeEnd(sweep, colors),
    colors.dim(`Points: pagoda run list --sweep ${sweep.id}`),
    '',
  ].join('\n');
}

/** How a sweep stands, and why points have failed. */
export function describeEnd({ status }: Sweep, colors: Colors): string[] {
  return [
    formatPhase(status.phase, colors),
    ...(status.explanation
      ? [`  ${status.explanation.summary}`, `  ${status.explanation.advice}`]
      : []),
    ...(status.causes ?? []).map(
      ({ code, count, example }) =>
        `  ${count} × ${code}${example ? `: pagoda run explain ${example}` : ''}`,
    ),
  ];
}

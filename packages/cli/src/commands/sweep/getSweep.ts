import type { Sweep } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';

/** `41 Succeeded, 2 Running` */
export function countsOf({ status }: Sweep): string {
  return Object.entries(status.counts)
    .filter(([, count]) => count > 0)
    .map(([phase, count]) => `${count} ${phase}`)
    .join(', ');
}

/** A sweep in words. */
export function describeSweep(sweep: Sweep): string {
  const { status } = sweep;
  const causes = status.causes ?? [];
  return [
    `${sweep.experiment} (revision ${sweep.revision}), ${sweep.points} points over ${sweep.parameterNames.join(
      ', ',
    )}: ${status.phase}`,
    `  ${countsOf(sweep)}`,
    ...(status.explanation
      ? [`  ${status.explanation.summary}`, `  ${status.explanation.advice}`]
      : []),
    ...causes.map(
      ({ code, count, example }) =>
        `  ${count} failed: ${code}${example ? `, such as ${example}` : ''}`,
    ),
    `  Points: pagoda run list --sweep ${sweep.id}`,
    '',
  ].join('\n');
}

/** `pagoda sweep get` */
export async function getSweep(
  context: Context,
  _options: object,
  sweep: string,
): Promise<void> {
  const { data } = await context.client.GET('/sweeps/{sweep}', {
    params: { path: { sweep } },
  });
  if (data) {
    context.output.one(data, s => s.id, describeSweep);
  }
}

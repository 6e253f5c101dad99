import type { SweepSubmit } from '@pagoda/plugin-pagoda-common';

/** How many points a sweep has, and the parameters of its first. */
export function describePoints(
  sweep: Pick<SweepSubmit, 'matrix' | 'zip' | 'list' | 'parameters'>,
): { points: number; first: Record<string, unknown> } {
  const shared = sweep.parameters ?? {};
  if (sweep.list) {
    return {
      points: sweep.list.length,
      first: { ...shared, ...sweep.list[0] },
    };
  }
  const columns = Object.entries(sweep.matrix ?? sweep.zip ?? {});
  const lengths = columns.map(([, values]) => values.length);
  const points = sweep.matrix
    ? lengths.reduce((product, length) => product * length, 1)
    : Math.min(...lengths);
  const first = Object.fromEntries(
    columns.map(([name, values]) => [name, values[0]]),
  );
  return { points, first: { ...shared, ...first } };
}

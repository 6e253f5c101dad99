import type { BoardOptions } from './types';

/** Over so much of the past rates are taken: five times the usual interval between scrapes. */
export const RATE = '5m';

/**
 * Label matchers in braces. With a label for clusters, `$cluster` is matched too.
 *
 * @param parts - such as `resource="cpu"`
 */
export function matchers(
  { clusterLabel }: BoardOptions,
  ...parts: string[]
): string {
  const all = [
    ...(clusterLabel === undefined ? [] : [`${clusterLabel}="$cluster"`]),
    ...parts,
  ];
  return all.length === 0 ? '' : `{${all.join(',')}}`;
}

/** The variable for clusters, where there is one. */
export function clusterVariable({
  clusterLabel,
}: BoardOptions): Record<string, string> {
  return clusterLabel === undefined ? {} : { cluster: 'Cluster' };
}

/** Of Kubernetes, as RKE2 names them: `v1.34.1+rke2r1`. */
const VERSION = /^v(\d+)\.(\d+)\.(\d+)(?:\+\D*(\d+)\D*(\d*))?/;

/** Negative when `a` is older; those that are no versions go first. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map(parts);
  for (let index = 0; index < left.length; index += 1) {
    if (left[index] !== right[index]) {
      return left[index] - right[index];
    }
  }
  return 0;
}

/**
 * What a cluster may be upgraded to: newer ones, up to the next minor version, for Kubernetes leaves none out
 * (kubernetes.io, version skew policy). The lowest first.
 */
export function allowedUpgrades(
  current: string | undefined,
  offered: readonly string[],
): string[] {
  const sorted = [...new Set(offered)].sort(compareVersions);
  if (current === undefined) {
    return sorted;
  }
  const [major, minor] = parts(current);
  return sorted.filter(version => {
    const [itsMajor, itsMinor] = parts(version);
    return (
      compareVersions(version, current) > 0 &&
      itsMajor === major &&
      itsMinor <= minor + 1
    );
  });
}

function parts(version: string): number[] {
  const [, ...numbers] = VERSION.exec(version) ?? [];
  return Array.from({ length: 5 }, (_, index) => Number(numbers[index] ?? -1));
}

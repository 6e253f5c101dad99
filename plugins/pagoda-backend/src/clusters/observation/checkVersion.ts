import type { ClusterCheck } from '@pagoda/plugin-pagoda-common';

/** `podReplacementPolicy` and `backoffLimitPerIndex` of Jobs are there by default since then. */
const OLDEST = 29;

/** What is wrong with a version such as `v1.34.2+k3s1`. */
export function checkVersion(gitVersion: string): ClusterCheck['problems'] {
  const match = /^v?(\d+)\.(\d+)/.exec(gitVersion);
  if (!match) {
    return [
      {
        reason: 'VersionUnknown',
        message: `The cluster calls its version '${gitVersion}', which says nothing.`,
        advice: `Check that it is Kubernetes 1.${OLDEST} or newer.`,
        fatal: false,
      },
    ];
  }
  const [major, minor] = match.slice(1).map(Number);
  return major > 1 || minor >= OLDEST
    ? []
    : [
        {
          reason: 'VersionTooOld',
          message: `Kubernetes ${major}.${minor} is too old: Jobs there lack what PAGoDA relies on.`,
          advice: `Upgrade the cluster to Kubernetes 1.${OLDEST} or newer.`,
          fatal: true,
        },
      ];
}

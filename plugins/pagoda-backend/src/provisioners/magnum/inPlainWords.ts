import type { MagnumCluster } from '../../clients/openstack/containerInfraTypes';

/** What Magnum and Heat say when something fails, and the way out. */
const WAYS_OUT: [RegExp, string][] = [
  [
    /quota|resource limit|overlimit/i,
    'Free something in the cloud, make the plan smaller, or have the operators of the cloud raise the quota.',
  ],
  [
    /no valid host/i,
    'The cloud has no room for this flavor now: take a smaller one, another zone, or try later.',
  ],
  [
    /(timed? ?out|timeout)/i,
    'The machines did not become nodes in time: look at the network, at its way to the internet, and at the image of the template.',
  ],
  [
    /(flavor|image|keypair|key.?pair|network|template).*(not (be )?found|unable to find)|unable to find/i,
    'Something that the plan or the template names is not in the cloud any more: choose another.',
  ],
  [
    /trust|trustee|authoriz|unauthori/i,
    'Magnum acts for the account by a trust, which Keystone does not make for restricted application credentials, and recent releases of it for none: give the cloud a user with a password in pagoda.clouds.openstack.',
  ],
];

/** Why a cluster is not as it should be, in Magnum's words with the way out; `undefined` when Magnum does not say. */
export function explainCluster(
  cluster: Pick<MagnumCluster, 'status_reason' | 'faults'>,
): string | undefined {
  const faults = Object.entries(cluster.faults ?? {})
    .filter(([, fault]) => fault && fault !== cluster.status_reason)
    .map(([resource, fault]) => `${resource}: ${fault}`);
  const reason = [cluster.status_reason, ...faults].filter(Boolean).join('; ');
  return reason === '' ? undefined : withWayOut(reason);
}

/** What Magnum says, and what to do where that is known. */
export function withWayOut(reason: string): string {
  const known = WAYS_OUT.find(([pattern]) => pattern.test(reason));
  return `Magnum: ${reason.replace(/\.?$/, '.')}${known ? ` ${known[1]}` : ''}`;
}

/** What Magnum found in a cluster, of `health_status_reason`; `undefined` when all is well. */
export function explainHealth(
  cluster: Pick<MagnumCluster, 'health_status' | 'health_status_reason'>,
): string | undefined {
  if (cluster.health_status !== 'UNHEALTHY') {
    return undefined;
  }
  const bad = Object.entries(cluster.health_status_reason ?? {})
    .filter(([, value]) => !/^(ok|true)$/i.test(String(value)))
    .map(([what, value]) => `${what}: ${value}`);
  return `Magnum finds it unhealthy${bad.length > 0 ? `: ${bad.join(', ')}` : ''}. Look at these nodes in the cluster.`;
}

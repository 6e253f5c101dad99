/** What Rancher's controllers say, and what it means for who waits. */
const RANCHER: [RegExp, string][] = [
  [
    /waiting for viable init node/i,
    'Rancher waits for the first machine of the control plane to come up',
  ],
  [
    /waiting for (?:at least one )?control plane/i,
    'Rancher waits for the control plane to come up',
  ],
  [
    /waiting for (?:probes|cluster agent)/i,
    'Rancher waits until the nodes and its agent in the cluster answer',
  ],
  [
    /already owned by/i,
    'Another cluster in Rancher uses the description of these machines',
  ],
];

/** What OpenStack says when it makes no server, and the way out. */
const OPENSTACK: [RegExp, string][] = [
  [
    /quota|exceeded/i,
    'Free something in the cloud, make the pool smaller, or have the operators of the cloud raise the quota; Rancher tries again by itself.',
  ],
  [
    /no valid host/i,
    'The cloud has no room for this flavor now: take a smaller one, another zone, or try later.',
  ],
  [
    /flavor.*(not found|could not be found)|unable to find flavor/i,
    'The flavor is not there any more: make a pool with another one.',
  ],
  [
    /image.*(not found|could not be found)|unable to find image/i,
    'The image is not there any more: make a pool with another one.',
  ],
  [
    /network.*(not found|could not be found)|multiple possible networks/i,
    'Name a network of the cloud in the plan.',
  ],
  [
    /authentic|unauthori[sz]ed|\b401\b/i,
    'The credentials that Rancher has for the cloud do not work: see pagoda.clouds.openstack in the configuration.',
  ],
  [
    /ssh|timeout|timed out/i,
    'Rancher has to reach the machine by SSH: look at security groups, the network, and the user of the image.',
  ],
];

/** A message of Rancher's controllers for a person; its own words are kept. */
export function inPlainWords(message: string | undefined): string {
  if (!message) {
    return 'Rancher is working on it';
  }
  const known = RANCHER.find(([pattern]) => pattern.test(message));
  return known ? `${known[1]} (${message})` : `Rancher: ${message}`;
}

/** What to do about an error of OpenStack's; `undefined` when nobody knows. */
export function wayOut(message: string): string | undefined {
  return OPENSTACK.find(([pattern]) => pattern.test(message))?.[1];
}

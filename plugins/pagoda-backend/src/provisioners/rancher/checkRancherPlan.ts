import type { ClusterPlan, NodePool } from '@pagoda/plugin-pagoda-common';
import type { PlanProblem } from '../types';
import type { Offers } from './Offers';
import { allowedUpgrades, compareVersions } from './versions';

/** Of a pool's machines: they are made with it, and stay so. */
const FIXED = [
  'flavor',
  'image',
  'zone',
  'network',
  'diskGiB',
  'volumeType',
] as const satisfies readonly (keyof NodePool)[];

/** What {@link checkRancherPlan} goes by. */
export interface RancherPlanRules {
  offers: Offers;
  /** Name of the OpenStack, for messages. */
  openstack: string;
  /** Of Kubernetes, that may be had. */
  versions: readonly string[];
  /** Whether pools can have bounds; `undefined` when nobody knows. */
  autoscaling: boolean | undefined;
}

/** What is wrong with a plan for Rancher, by what its cloud offers. Looks nothing up. */
export function checkRancherPlan(
  plan: ClusterPlan,
  rules: RancherPlanRules,
  before?: ClusterPlan,
): PlanProblem[] {
  return [
    ...checkVersion(plan, rules, before),
    ...checkNetworks(plan, rules),
    ...checkKeypair(plan),
    ...plan.pools.flatMap((pool, index) => {
      const former = before?.pools.find(({ name }) => name === pool.name);
      const field = `pools[${index}]`;
      return former
        ? [
            ...checkFixed(pool, former, field),
            ...checkBounds(pool, rules, field),
          ]
        : [
            ...checkPool(pool, plan, rules, field),
            ...checkBounds(pool, rules, field),
          ];
    }),
  ];
}

function checkVersion(
  { version }: ClusterPlan,
  { versions }: RancherPlanRules,
  before?: ClusterPlan,
): PlanProblem[] {
  if (version === undefined || version === before?.version) {
    return [];
  }
  const allowed = before
    ? allowedUpgrades(before.version, versions)
    : [...versions].sort(compareVersions);
  if (allowed.includes(version)) {
    return [];
  }
  const message = before
    ? `is ${version}, to which ${before.version} cannot be upgraded`
    : `is ${version}, which is not offered`;
  return [
    {
      ...{ field: 'version', message },
      advice:
        allowed.length > 0
          ? `Choose one of ${allowed.join(', ')}.`
          : 'There is none: an administrator of the portal adds versions to pagoda.clouds.rancher.',
    },
  ];
}

function checkNetworks(
  { externalNetwork, securityGroups = [] }: ClusterPlan,
  { offers, openstack }: RancherPlanRules,
): PlanProblem[] {
  const problems: PlanProblem[] = [];
  if (externalNetwork !== undefined) {
    const network = offers.network(externalNetwork);
    if (!network) {
      problems.push(notOffered('externalNetwork', externalNetwork, openstack));
    } else if (!network.external) {
      problems.push({
        field: 'externalNetwork',
        message: `is '${externalNetwork}', which is no external network`,
        advice: 'Name the network of the machines by `network`.',
      });
    }
  }
  securityGroups.forEach((group, index) => {
    if (!offers.securityGroup(group)) {
      problems.push(notOffered(`securityGroups[${index}]`, group, openstack));
    }
  });
  return problems;
}

/** The driver wants the private key with it, which nobody should give away. */
function checkKeypair({ keypair }: ClusterPlan): PlanProblem[] {
  return keypair === undefined
    ? []
    : [
        {
          field: 'keypair',
          message:
            'does not go with Rancher, which makes a key of its own for each machine; leave it out',
        },
      ];
}

function checkPool(
  pool: NodePool,
  plan: ClusterPlan,
  { offers, openstack }: RancherPlanRules,
  field: string,
): PlanProblem[] {
  const { flavor: wanted, image, zone, volumeType, diskGiB } = pool;
  const problems: PlanProblem[] = [];
  const missing = (name: string, value: string) =>
    problems.push(notOffered(`${field}.${name}`, value, openstack));
  const flavor = offers.flavor(wanted);
  if (!flavor) {
    missing('flavor', wanted);
  } else if (flavor.diskBytes === 0 && diskGiB === undefined) {
    problems.push({
      field: `${field}.diskGiB`,
      message: `is missing; flavor '${flavor.name}' has no disk`,
    });
  }
  if (image === undefined) {
    problems.push({
      field: `${field}.image`,
      message: 'is missing; Rancher makes machines from an image',
      advice: 'Choose one with cloud-init, such as Ubuntu 24.04.',
    });
  } else if (!offers.image(image)) {
    missing('image', image);
  }
  if (zone !== undefined && !offers.zone(zone)) {
    missing('zone', zone);
  }
  if (volumeType !== undefined && !offers.volumeType(volumeType)) {
    missing('volumeType', volumeType);
  }
  const network = pool.network ?? plan.network;
  const inner = offers.lists.networks.filter(({ external }) => !external);
  if (network !== undefined && !offers.network(network)) {
    problems.push(
      notOffered(
        pool.network === undefined ? 'network' : `${field}.network`,
        network,
        openstack,
      ),
    );
  } else if (network === undefined && inner.length > 1) {
    problems.push({
      field: `${field}.network`,
      message: 'is missing; the cloud has several networks',
      advice: `Choose one of ${inner.map(({ name }) => name).join(', ')}, here or for the whole plan.`,
    });
  }
  return problems;
}

function checkFixed(
  pool: NodePool,
  before: NodePool,
  field: string,
): PlanProblem[] {
  return FIXED.filter(name => pool[name] !== before[name]).map(name => ({
    field: `${field}.${name}`,
    message: `was '${before[name] ?? 'none'}' and can't become '${pool[name] ?? 'none'}': its machines are made so`,
    advice: 'Make another pool, and remove this one when it is ready.',
  }));
}

function checkBounds(
  { minCount, maxCount }: NodePool,
  { autoscaling }: RancherPlanRules,
  field: string,
): PlanProblem[] {
  const name = minCount === undefined ? 'maxCount' : 'minCount';
  return autoscaling === false &&
    (minCount !== undefined || maxCount !== undefined)
    ? [
        {
          field: `${field}.${name}`,
          message: 'needs Rancher 2.13 or later; this one is older',
          advice: 'Leave minCount and maxCount out.',
        },
      ]
    : [];
}

function notOffered(
  field: string,
  value: string,
  openstack: string,
): PlanProblem {
  return {
    field,
    message: `is '${value}', which cloud '${openstack}' does not offer`,
    advice: `Choose one of GET /clouds/${openstack}/offers.`,
  };
}

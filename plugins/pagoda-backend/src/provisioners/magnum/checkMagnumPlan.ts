import type { ClusterPlan, NodePool } from '@pagoda/plugin-pagoda-common';
import type { ClusterTemplate } from '../../clients/openstack/containerInfraTypes';
import type { OfferLists } from '../../clouds/types';
import type { PlanProblem } from '../types';
import { DEFAULT_GROUPS, isScaled, splitPools } from './pools';
import { compareVersions, versionOf } from './readTemplate';

/** What the cloud has. */
export interface MagnumOffers {
  /** Of the plan; `undefined` when there is none. */
  template?: ClusterTemplate;
  /** Of the plan before. */
  templateBefore?: ClusterTemplate;
  lists: OfferLists;
}

/** What of a plan Magnum cannot do, or the cloud does not offer. Looks nothing up. */
export function checkMagnumPlan(
  plan: ClusterPlan,
  offers: MagnumOffers,
  before?: ClusterPlan,
): PlanProblem[] {
  return [
    ...checkTemplate(plan, offers),
    ...checkWhole(plan, offers),
    ...plan.pools.flatMap((pool, index) =>
      checkPool(pool, `pools[${index}]`, plan, offers),
    ),
    ...checkDefaultPools(plan, offers),
    ...(before ? checkChange(plan, before) : []),
  ];
}

function checkTemplate(
  { clusterTemplate, cloud }: ClusterPlan,
  { template, templateBefore }: MagnumOffers,
): PlanProblem[] {
  const field = 'clusterTemplate';
  if (!template) {
    return [
      {
        field,
        message: `is '${clusterTemplate}', which Magnum in cloud '${cloud}' does not have`,
        advice: 'Choose one of clusterTemplates in the offers of the cloud.',
      },
    ];
  }
  const problems: PlanProblem[] = [];
  if (template.coe !== 'kubernetes') {
    problems.push({
      field,
      message: `is '${template.name}', which makes clusters of ${template.coe}; PAGoDA needs kubernetes`,
    });
  }
  if (template.tls_disabled) {
    problems.push({
      field,
      message: `is '${template.name}', which has no TLS: everybody in the network could rule the cluster`,
    });
  }
  if (
    templateBefore &&
    compareVersions(versionOf(template), versionOf(templateBefore)) < 0
  ) {
    problems.push({
      field,
      message: `is '${template.name}' with Kubernetes ${template.labels.kube_tag}, older than ${templateBefore.labels.kube_tag}, which the cluster has`,
      advice: 'Kubernetes cannot go back.',
    });
  }
  return problems;
}

/** What the template decides, and what is offered. */
function checkWhole(
  plan: ClusterPlan,
  { template, lists }: MagnumOffers,
): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const byTemplate =
    'is decided by the cluster template of Magnum; leave it out';
  if (plan.securityGroups && plan.securityGroups.length > 0) {
    problems.push({ field: 'securityGroups', message: byTemplate });
  }
  if (plan.sshUser !== undefined) {
    problems.push({ field: 'sshUser', message: byTemplate });
  }
  const outside = find(lists.networks, plan.externalNetwork);
  if (
    plan.externalNetwork !== undefined &&
    template &&
    ![outside?.id, outside?.name, plan.externalNetwork].includes(
      template.external_network_id ?? undefined,
    )
  ) {
    problems.push({ field: 'externalNetwork', message: byTemplate });
  }
  if (plan.network !== undefined && !find(lists.networks, plan.network)) {
    problems.push(notOffered('network', plan.network, plan.cloud));
  }
  const keypair = plan.keypair ?? template?.keypair_id ?? undefined;
  if (keypair === undefined && template) {
    problems.push({
      field: 'keypair',
      message: 'is missing, and the cluster template has none',
      advice: 'Choose one of keypairs in the offers of the cloud.',
    });
  } else if (
    plan.keypair !== undefined &&
    !lists.keypairs.some(({ name }) => name === plan.keypair)
  ) {
    problems.push(notOffered('keypair', plan.keypair, plan.cloud));
  }
  return problems;
}

function checkPool(
  pool: NodePool,
  field: string,
  { cloud, network }: ClusterPlan,
  { lists }: MagnumOffers,
): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const { flavor, image, zone, volumeType, labels = {}, taints = [] } = pool;
  if (!find(lists.flavors, flavor)) {
    problems.push(notOffered(`${field}.flavor`, flavor, cloud));
  }
  if (image !== undefined && !find(lists.images, image)) {
    problems.push(notOffered(`${field}.image`, image, cloud));
  }
  if (
    zone !== undefined &&
    !lists.zones.some(
      ({ name, kinds }) => name === zone && kinds.includes('compute'),
    )
  ) {
    problems.push(notOffered(`${field}.zone`, zone, cloud));
  }
  if (volumeType !== undefined && !find(lists.volumeTypes, volumeType)) {
    problems.push(notOffered(`${field}.volumeType`, volumeType, cloud));
  }
  if (pool.network !== undefined && pool.network !== network) {
    problems.push({
      field: `${field}.network`,
      message: "differs from the plan's; Magnum has one network for all pools",
    });
  }
  for (const [name, count] of [
    ['labels', Object.keys(labels).length],
    ['taints', taints.length],
  ] as const) {
    if (count > 0) {
      problems.push({
        field: `${field}.${name}`,
        message: 'cannot be set by Magnum; leave it out',
        advice: `Set ${name} of the nodes when the cluster is there.`,
      });
    }
  }
  if (DEFAULT_GROUPS.includes(pool.name)) {
    problems.push({
      field: `${field}.name`,
      message: `is '${pool.name}', a name that Magnum uses itself`,
    });
  }
  return problems;
}

/** The control plane and the first workers share what Magnum has once for both. */
function checkDefaultPools(
  plan: ClusterPlan,
  { template }: MagnumOffers,
): PlanProblem[] {
  const { control, workers } = splitPools(plan);
  const problems: PlanProblem[] = [];
  const at = (pool: NodePool) => `pools[${plan.pools.indexOf(pool)}]`;
  for (const key of ['zone', 'diskGiB', 'volumeType'] as const) {
    if (control[key] !== undefined && control[key] !== workers[key]) {
      problems.push({
        field: `${at(control)}.${key}`,
        message: `is ${control[key]}, but pool '${workers.name}' has ${workers[key] ?? 'none'}; with Magnum the control plane and the first workers have the same`,
      });
    }
  }
  for (const pool of [control, workers]) {
    if (pool.image !== undefined && pool.image !== template?.image_id) {
      problems.push({
        field: `${at(pool)}.image`,
        message: `is decided by the cluster template of Magnum${template ? `, which has ${template.image_id}` : ''}; leave it out`,
      });
    }
  }
  return problems;
}

/** What Magnum cannot change later. */
function checkChange(plan: ClusterPlan, before: ClusterPlan): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const old = splitPools(before);
  const { control, workers } = splitPools(plan);
  const at = (pool: NodePool) => `pools[${plan.pools.indexOf(pool)}]`;
  if (
    control.name !== old.control.name ||
    control.count !== old.control.count
  ) {
    problems.push({
      field: `${at(control)}.${control.name === old.control.name ? 'count' : 'name'}`,
      message: 'cannot be changed; Magnum keeps the control plane as it is',
      advice: 'Make another cluster.',
    });
  }
  if (workers.name !== old.workers.name) {
    problems.push({
      field: `${at(workers)}.name`,
      message: `is '${workers.name}'; the first pool of workers has to stay '${old.workers.name}', which Magnum cannot delete`,
      advice: 'Give it fewer nodes, and put other pools after it.',
    });
  }
  for (const pool of plan.pools) {
    const same = before.pools.find(({ name }) => name === pool.name);
    for (const key of [
      'flavor',
      'image',
      'zone',
      'diskGiB',
      'volumeType',
    ] as const) {
      if (same && same[key] !== pool[key]) {
        problems.push({
          field: `${at(pool)}.${key}`,
          message: `is ${pool[key] ?? 'missing'}, and was ${same[key] ?? 'missing'}; Magnum cannot change it`,
          advice: 'Add another pool of workers, and give this one fewer nodes.',
        });
      }
    }
  }
  for (const key of ['network', 'keypair'] as const) {
    if (plan[key] !== before[key]) {
      problems.push({
        field: key,
        message: `is ${plan[key] ?? 'missing'}, and was ${before[key] ?? 'missing'}; Magnum cannot change it`,
      });
    }
  }
  if (plan.pools.some(isScaled) && !before.pools.some(isScaled)) {
    const pool = plan.pools.findIndex(isScaled);
    problems.push({
      field: `pools[${pool}].maxCount`,
      message:
        'is new; Magnum sets up autoscaling only when it makes a cluster',
    });
  }
  return problems;
}

function find<T extends { id?: string; name: string }>(
  things: readonly T[],
  wanted: string | undefined,
): T | undefined {
  return (
    things.find(({ id }) => id === wanted) ??
    things.find(({ name }) => name === wanted)
  );
}

function notOffered(field: string, wanted: string, cloud: string): PlanProblem {
  return {
    field,
    message: `is '${wanted}', which cloud '${cloud}' does not offer`,
    advice: 'Choose one of the offers of the cloud.',
  };
}

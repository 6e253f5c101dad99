import type { ClusterPlan, NodePool } from '@pagoda/plugin-pagoda-common';
import type { ClusterTemplate } from '../../clients/openstack/containerInfraTypes';
import type { OfferLists } from '../../clouds/types';
import type { Demand } from '../types';
import { isScaled, splitPools } from './pools';

const MIB = 1024 ** 2;

type Resource = Demand['resource'];

/**
 * What a plan takes of the cloud's quota. Magnum's templates for Fedora CoreOS (magnum/drivers/heat) make a port for each
 * machine, a floating IP for each where the template says so, two security groups, two server groups, two load balancers
 * (API and etcd) where the template has them, and a network of its own where the plan and the template name none. With
 * `before`, what it takes beyond that.
 */
export function demandOf(
  plan: ClusterPlan,
  template: ClusterTemplate,
  lists: OfferLists,
  before?: ClusterPlan,
): Demand[] {
  const sums = new Map<string, Demand>();
  addPlan(sums, plan, template, lists, 1);
  if (before) {
    addPlan(sums, before, template, lists, -1);
  }
  return [
    ...[...sums.values()].filter(({ amount }) => amount !== 0),
    ...groupMembers(plan, before),
  ];
}

function addPlan(
  sums: Map<string, Demand>,
  plan: ClusterPlan,
  template: ClusterTemplate,
  lists: OfferLists,
  sign: 1 | -1,
): void {
  const add = (resource: Resource, amount: number, volumeType?: string) => {
    const key = `${resource} ${volumeType ?? ''}`;
    const sum = sums.get(key) ?? {
      ...{ resource, amount: 0 },
      ...(volumeType !== undefined && { volumeType }),
    };
    sum.amount += sign * amount;
    sums.set(key, sum);
  };
  const addVolumes = (count: number, gigabytes: number, type?: string) => {
    for (const volumeType of type === undefined ? [type] : [undefined, type]) {
      add('volumes', count, volumeType);
      add('gigabytes', count * gigabytes, volumeType);
    }
  };
  const { labels } = template;
  for (const pool of plan.pools) {
    const { count } = pool;
    const flavor = lists.flavors.find(({ id, name }) =>
      [id, name].includes(pool.flavor),
    );
    add('instances', count);
    add('ports', count);
    add('cores', count * (flavor?.cores ?? 0));
    add('memoryMiB', count * ((flavor?.memoryBytes ?? 0) / MIB));
    add('floatingIps', template.floating_ip_enabled ? count : 0);
    const boot = pool.diskGiB ?? Number(labels.boot_volume_size ?? 0);
    if (boot > 0) {
      addVolumes(count, boot, pool.volumeType ?? labels.boot_volume_type);
    }
    if (template.docker_volume_size) {
      const type = labels.docker_volume_type;
      addVolumes(count, template.docker_volume_size, type);
    }
  }
  const { control } = splitPools(plan);
  const etcd = Number(labels.etcd_volume_size ?? 0);
  if (etcd > 0) {
    addVolumes(control.count, etcd, labels.etcd_volume_type);
  }
  add('clusters', 1);
  add('securityGroups', 2);
  add('serverGroups', 2);
  if (template.master_lb_enabled) {
    add('loadBalancers', 2);
    add('ports', 2);
    add('floatingIps', template.floating_ip_enabled ? 1 : 0);
  }
  if (plan.network === undefined && template.fixed_network === null) {
    add('networks', 1);
    add('routers', 1);
  }
}

/** The limit is that of each group: the largest counts, and only when it grows. */
function groupMembers(plan: ClusterPlan, before?: ClusterPlan): Demand[] {
  const amount = largest(plan);
  return before && largest(before) >= amount
    ? []
    : [{ resource: 'serverGroupMembers', amount }];
}

function largest({ pools }: ClusterPlan): number {
  return Math.max(...pools.map(sizeOf));
}

function sizeOf(pool: NodePool): number {
  return isScaled(pool) ? Math.max(pool.count, pool.minCount) : pool.count;
}

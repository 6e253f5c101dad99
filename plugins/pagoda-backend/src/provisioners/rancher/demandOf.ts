import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import type { Demand } from '../types';
import type { Offers } from './Offers';

const MIB = 1024 ** 2;

/**
 * What a plan takes of the cloud's quota: machines with a port each, a floating IP each where the plan names an external
 * network, and volumes to boot from. With `before`, what it takes beyond that.
 */
export function demandOf(
  plan: ClusterPlan,
  offers: Offers,
  before?: ClusterPlan,
): Demand[] {
  const sums = new Map<string, Demand>();
  addPlan(sums, plan, offers, 1);
  if (before) {
    addPlan(sums, before, offers, -1);
  }
  return [...sums.values()].filter(({ amount }) => amount !== 0);
}

function addPlan(
  sums: Map<string, Demand>,
  plan: ClusterPlan,
  offers: Offers,
  sign: 1 | -1,
): void {
  for (const { count, flavor, diskGiB, volumeType } of plan.pools) {
    const add = (
      resource: Demand['resource'],
      each: number,
      type?: string,
    ): void => {
      const key = `${resource} ${type ?? ''}`;
      const sum = sums.get(key) ?? {
        ...{ resource, amount: 0 },
        ...(type !== undefined && { volumeType: type }),
      };
      sum.amount += sign * count * each;
      sums.set(key, sum);
    };
    const offered = offers.flavor(flavor);
    add('instances', 1);
    add('ports', 1);
    if (offered) {
      add('cores', offered.cores);
      add('memoryMiB', offered.memoryBytes / MIB);
    }
    if (plan.externalNetwork !== undefined) {
      add('floatingIps', 1);
    }
    if (diskGiB !== undefined) {
      const type =
        volumeType === undefined
          ? undefined
          : (offers.volumeType(volumeType)?.name ?? volumeType);
      add('volumes', 1);
      add('gigabytes', diskGiB);
      if (type !== undefined) {
        add('volumes', 1, type);
        add('gigabytes', diskGiB, type);
      }
    }
  }
}

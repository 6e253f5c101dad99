import type { PreflightItem, QuotaItem } from '@pagoda/plugin-pagoda-common';
import type { Demand } from '../../provisioners/types';

/**
 * Compares what is needed with what there is: an item for each thing that is needed, in the order of the quota.
 *
 * @param demand - what a plan takes
 * @param quota - as the cloud tells it
 * @param reserved - what was promised to others, and the cloud does not count yet
 */
export function compareDemand(
  demand: readonly Demand[],
  quota: readonly QuotaItem[],
  reserved: readonly Demand[] = [],
): PreflightItem[] {
  const order = new Map(quota.map((item, index) => [keyOf(item), index]));
  const items = sumDemand(demand).map(({ resource, volumeType, amount }) => {
    const key = keyOf({ resource, volumeType });
    const item = quota[order.get(key) ?? -1];
    const promised =
      sumDemand(reserved).find(other => keyOf(other) === key)?.amount ?? 0;
    const left =
      item === undefined || item.left === null
        ? null
        : Math.max(0, item.left - promised);
    return {
      resource,
      ...(volumeType !== undefined && { volumeType }),
      needed: amount,
      limit: item?.limit ?? null,
      used: item?.used ?? 0,
      ...(promised > 0 && { reserved: promised }),
      left,
      leftAfter: left === null ? null : left - amount,
      short: left === null ? 0 : Math.max(0, amount - left),
      ...(item?.unit !== undefined && { unit: item.unit }),
    };
  });
  const place = (item: PreflightItem) => order.get(keyOf(item)) ?? quota.length;
  return items.sort((a, b) => place(a) - place(b));
}

/** Each resource and volume type once; what comes to nothing is left out. */
export function sumDemand(demand: readonly Demand[]): Demand[] {
  const sums = new Map<string, Demand>();
  for (const part of demand) {
    const key = keyOf(part);
    const before = sums.get(key);
    // A limit of each group holds for the largest of them.
    const amount =
      part.resource === 'serverGroupMembers'
        ? Math.max(before?.amount ?? 0, part.amount)
        : (before?.amount ?? 0) + part.amount;
    sums.set(key, { ...part, amount });
  }
  return [...sums.values()].filter(({ amount }) => amount !== 0);
}

function keyOf({
  resource,
  volumeType = '',
}: Pick<Demand, 'resource' | 'volumeType'>): string {
  return `${resource}/${volumeType}`;
}

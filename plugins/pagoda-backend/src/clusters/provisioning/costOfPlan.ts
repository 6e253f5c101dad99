import type {
  CloudOffers,
  ClusterPlan,
  Cost,
} from '@pagoda/plugin-pagoda-common';
import type { CloudPrices } from '../../clouds/CloudSettings';

const GIB = 1024 ** 3;
const HOURS = 24;
const DAYS_OF_MONTH = 30;

/**
 * What the machines of a plan cost a day, as the configured prices say; `undefined` where a flavor is not known, or
 * nothing has a price.
 */
export function costOfPlan(
  plan: Pick<ClusterPlan, 'pools'>,
  flavors: CloudOffers['flavors'],
  prices: CloudPrices | undefined,
): Cost | undefined {
  if (!prices) {
    return undefined;
  }
  let perDay = 0;
  for (const { flavor: wanted, count, diskGiB = 0 } of plan.pools) {
    const flavor = flavors.find(({ id, name }) => [id, name].includes(wanted));
    if (!flavor) {
      return undefined;
    }
    const machine =
      HOURS *
        (flavor.cores * prices.coreHour +
          (flavor.memoryBytes / GIB) * prices.gibibyteHour) +
      (diskGiB * prices.volumeGibibyteMonth) / DAYS_OF_MONTH;
    perDay += count * machine;
  }
  return { perDay: Math.round(perDay * 100) / 100, currency: prices.currency };
}

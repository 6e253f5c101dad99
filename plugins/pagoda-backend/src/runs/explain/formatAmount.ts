import { formatBytes } from '@pagoda/plugin-pagoda-common';
import type { ScarceResource } from '../admission/shortage';

/** An amount of a resource as one says it, such as `2 CPU`. */
export function formatAmount(resource: ScarceResource, amount: number): string {
  const number = formatNumber(resource, amount);
  switch (resource) {
    case 'memory':
      return `${number} of memory`;
    case 'cpu':
      return `${number} CPU`;
    case 'gpu':
      return `${number} GPU`;
    default:
      return amount === 1 ? '1 run' : `${number} runs`;
  }
}

/** The same without what it is an amount of, such as `2`. */
export function formatNumber(resource: ScarceResource, amount: number): string {
  return resource === 'memory'
    ? formatBytes(amount)
    : // Sums of tenths are not exact in binary.
      String(Number(amount.toFixed(3)));
}

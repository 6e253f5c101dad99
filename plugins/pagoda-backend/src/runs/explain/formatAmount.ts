import { formatBytes } from '@pagoda/plugin-pagoda-common';
import type { ScarceResource } from '../admission/shortage';

/** An amount of a resource as one says it. */
export function formatAmount(resource: ScarceResource, amount: number): string {
  switch (resource) {
    case 'memory':
      return `${formatBytes(amount)} of memory`;
    case 'cpu':
      // Sums of tenths are not exact in binary.
      return `${Number(amount.toFixed(3))} CPU`;
    case 'gpu':
      return `${amount} GPU`;
    default:
      return amount === 1 ? '1 run' : `${amount} runs`;
  }
}

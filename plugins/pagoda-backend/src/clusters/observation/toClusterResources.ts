import {
  parseQuantity,
  type ClusterResources,
} from '@pagoda/plugin-pagoda-common';

/** What amounts by Kubernetes' names of resources come to. */
export function toClusterResources(
  amounts: Record<string, string> = {},
): ClusterResources {
  return {
    cpu: parseQuantity(amounts.cpu ?? '0'),
    memoryBytes: parseQuantity(amounts.memory ?? '0'),
    // Such as nvidia.com/gpu and amd.com/gpu.
    gpu: Object.entries(amounts)
      .filter(([name]) => name.endsWith('/gpu'))
      .reduce((sum, [, amount]) => sum + parseQuantity(amount), 0),
  };
}

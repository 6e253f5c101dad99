import {
  parseQuantity,
  type ClusterResources,
} from '@pagoda/plugin-pagoda-common';

/**
 * What amounts by Kubernetes' names of resources come to.
 *
 * @param gpuResource - what GPUs are asked for as, such as `nvidia.com/gpu`
 */
export function toClusterResources(
  amounts: Record<string, string> | undefined,
  gpuResource: string,
): ClusterResources {
  return {
    cpu: parseQuantity(amounts?.cpu ?? '0'),
    memoryBytes: parseQuantity(amounts?.memory ?? '0'),
    gpu: parseQuantity(amounts?.[gpuResource] ?? '0'),
  };
}

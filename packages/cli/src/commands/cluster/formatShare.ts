import {
  formatBytes,
  type ClusterResources,
} from '@pagoda/plugin-pagoda-common';

/** What runs have asked for of what there is, such as `1 of 4`. */
export function formatShare(
  item: { allocated: ClusterResources; capacity: ClusterResources },
  resource: keyof ClusterResources,
): string {
  const format = resource === 'memoryBytes' ? formatBytes : String;
  return `${format(item.allocated[resource])} of ${format(
    item.capacity[resource],
  )}`;
}

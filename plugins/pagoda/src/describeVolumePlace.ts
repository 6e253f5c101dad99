import type { Volume } from '@pagoda/plugin-pagoda-common';

/** Where a volume is, such as `campus, fast; on lab`. */
export function describeVolumePlace({
  cloud,
  volumeType,
  cluster,
}: Volume): string {
  if (cloud === undefined) {
    return cluster ?? '';
  }
  const inCloud = volumeType === undefined ? cloud : `${cloud}, ${volumeType}`;
  return cluster === undefined ? inCloud : `${inCloud}; on ${cluster}`;
}

import type { VolumeRecord } from '../types';

/** Whether a volume is in a cloud: it has all that those have. */
export function isInCloud<
  T extends Pick<VolumeRecord, 'provider' | 'uid' | 'cloud'>,
>(volume: T): volume is T & { provider: 'cinder'; uid: string; cloud: string } {
  return (
    volume.provider === 'cinder' &&
    volume.uid !== undefined &&
    volume.cloud !== undefined
  );
}

import type { Volume } from '@pagoda/plugin-pagoda-common';
import type { Clouds } from '../../clouds/Clouds';
import type { VolumeRecord } from '../types';
import { gibOf } from './wholeGiB';

const DAYS_OF_MONTH = 30;

/** What the configuration of its cloud adds to a volume: the cloud's own page of it, and what it costs. */
export function describeInCloud(
  clouds: Clouds,
  { cloud = '', externalId, sizeBytes }: VolumeRecord,
): Pick<Volume, 'links' | 'cost'> {
  const settings = clouds.find(cloud);
  if (settings?.kind !== 'openstack') {
    return {};
  }
  const { dashboardUrl, prices } = settings;
  return {
    ...(dashboardUrl !== undefined &&
      externalId !== undefined && {
        links: [
          {
            title: 'Dashboard',
            url: `${dashboardUrl.replace(/\/+$/, '')}/project/volumes/${encodeURIComponent(externalId)}/`,
          },
        ],
      }),
    ...(prices && {
      cost: {
        perDay:
          Math.round(
            ((gibOf(sizeBytes) * prices.volumeGibibyteMonth) / DAYS_OF_MONTH) *
              100,
          ) / 100,
        currency: prices.currency,
      },
    }),
  };
}

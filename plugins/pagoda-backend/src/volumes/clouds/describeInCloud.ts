import type { Link, Volume } from '@pagoda/plugin-pagoda-common';
import type { Clouds } from '../../clouds/Clouds';
import type { VolumeRecord } from '../types';
import { gibOf } from './wholeGiB';

const DAYS_OF_MONTH = 30;

/** The page of a volume in the dashboard (Horizon) of its cloud; none where that is not configured, or it is not made yet. */
export function dashboardLinks(
  clouds: Pick<Clouds, 'find'>,
  { cloud, externalId }: { cloud: string; externalId?: string },
): Link[] {
  const settings = clouds.find(cloud);
  if (
    settings?.kind !== 'openstack' ||
    settings.dashboardUrl === undefined ||
    externalId === undefined
  ) {
    return [];
  }
  const base = settings.dashboardUrl.replace(/\/+$/, '');
  return [
    {
      title: 'Dashboard',
      url: `${base}/project/volumes/${encodeURIComponent(externalId)}/`,
    },
  ];
}

/** What the configuration of its cloud adds to a volume: the cloud's own page of it, and what it costs. */
export function describeInCloud(
  clouds: Clouds,
  { cloud = '', externalId, sizeBytes }: VolumeRecord,
): Pick<Volume, 'links' | 'cost'> {
  const settings = clouds.find(cloud);
  if (settings?.kind !== 'openstack') {
    return {};
  }
  const { prices } = settings;
  const links = dashboardLinks(clouds, { cloud, externalId });
  return {
    ...(links.length > 0 && { links }),
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

import { formatBytes } from './quantity';
import type { PreflightItem, QuotaItem, QuotaResource } from './types';

const WORDS: Record<QuotaResource, string> = {
  instances: 'Machines',
  cores: 'Cores',
  memoryMiB: 'Memory',
  serverGroups: 'Server groups',
  serverGroupMembers: 'Members of a server group',
  ports: 'Ports',
  floatingIps: 'Floating IPs',
  securityGroups: 'Security groups',
  networks: 'Networks',
  routers: 'Routers',
  volumes: 'Volumes',
  gigabytes: 'Storage of volumes',
  snapshots: 'Snapshots',
  backups: 'Backups',
  loadBalancers: 'Load balancers',
  clusters: 'Clusters',
};

/** What a limited thing of a cloud is called, such as `Floating IPs` or `Storage of volumes of type fast`. */
export function nameQuota({
  resource,
  volumeType,
}: Pick<QuotaItem, 'resource' | 'volumeType'>): string {
  const name = WORDS[resource];
  return volumeType === undefined ? name : `${name} of type ${volumeType}`;
}

/**
 * An amount of a limited thing, such as `12` or `48 GiB`.
 *
 * @param amount - in the unit of the resource: MiB of memory, GiB of volumes, else a count; null is no limit
 */
export function formatQuota(
  { resource }: Pick<QuotaItem, 'resource'>,
  amount: number | null,
): string {
  if (amount === null) {
    return 'no limit';
  }
  const sign = amount < 0 ? '−' : '';
  const size = Math.abs(amount);
  switch (resource) {
    case 'memoryMiB':
      return sign + formatBytes(size * 2 ** 20);
    case 'gigabytes':
      return sign + formatBytes(size * 2 ** 30);
    default:
      return sign + size.toLocaleString('en');
  }
}

/** Whether a thing that is asked for fits, such as `fits, 4 left after it` or `short by 2`. */
export function describeFit(item: PreflightItem): string {
  if (item.short > 0) {
    return `short by ${formatQuota(item, item.short)}`;
  }
  return item.leftAfter === null
    ? 'fits, no limit'
    : `fits, ${formatQuota(item, item.leftAfter)} left after it`;
}

/** What it is short by, such as `9 machines` or `6 GiB of memory`. */
export function describeShortage(item: PreflightItem): string {
  const name = nameQuota(item).replace(/^[A-Z](?=[a-z])/, first =>
    first.toLowerCase(),
  );
  const isSize = item.resource === 'memoryMiB' || item.resource === 'gigabytes';
  return `${formatQuota(item, item.short)} ${isSize ? 'of ' : ''}${
    item.short === 1 && !isSize ? name.replace(/s\b/, '') : name
  }`;
}

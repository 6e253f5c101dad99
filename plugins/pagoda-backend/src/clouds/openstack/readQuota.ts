import type { QuotaItem, QuotaResource } from '@pagoda/plugin-pagoda-common';
import type { OpenStackClient } from '../../clients/openstack/OpenStackClient';
import { OpenStackError } from '../../clients/openstack/OpenStackError';
import type { QuotaUsages } from '../../clients/openstack/Quota';

/** How the services name what is counted. */
const COMPUTE: Record<string, QuotaResource> = {
  instances: 'instances',
  cores: 'cores',
  ram: 'memoryMiB',
  server_groups: 'serverGroups',
  // A limit of each group, of which nothing is used: what is needed is the size of the largest group.
  server_group_members: 'serverGroupMembers',
};
const NETWORK: Record<string, QuotaResource> = {
  port: 'ports',
  floatingip: 'floatingIps',
  security_group: 'securityGroups',
  network: 'networks',
  router: 'routers',
};
const STORAGE: Record<string, QuotaResource> = {
  volumes: 'volumes',
  gigabytes: 'gigabytes',
  snapshots: 'snapshots',
  backups: 'backups',
};
/** Limits of a volume type, such as `gigabytes_fast`. */
const OF_TYPE = /^(volumes|gigabytes|snapshots)_(.+)$/;

const UNITS: Partial<Record<QuotaResource, string>> = {
  memoryMiB: 'MiB',
  gigabytes: 'GiB',
};

/** Reads the quota of the account from all services of the cloud; about five calls, at once. */
export async function readQuota(client: OpenStackClient): Promise<QuotaItem[]> {
  const [compute, network, storage, balancers, clusters] = await Promise.all([
    client.compute.quotas(),
    client.network.quotas(),
    client.blockStorage.quotas(),
    readLoadBalancers(client),
    readClusters(client),
  ]);
  return [
    ...toItems(compute, COMPUTE),
    ...toItems(network, NETWORK),
    ...toItems(storage, STORAGE),
    ...ofTypes(storage),
    ...balancers,
    ...clusters,
  ];
}

function toItems(
  usages: QuotaUsages,
  names: Record<string, QuotaResource>,
): QuotaItem[] {
  return Object.entries(names).flatMap(([name, resource]) =>
    usages[name]
      ? [toItem(resource, usages[name].limit, usedOf(usages[name]))]
      : [],
  );
}

/** Volume types that have a limit of their own. */
function ofTypes(usages: QuotaUsages): QuotaItem[] {
  return Object.entries(usages)
    .filter(([, { limit }]) => limit >= 0)
    .flatMap(([name, usage]) => {
      const [, resource, volumeType] = OF_TYPE.exec(name) ?? [];
      return resource === undefined
        ? []
        : [
            {
              ...toItem(STORAGE[resource], usage.limit, usedOf(usage)),
              volumeType,
            },
          ];
    })
    .sort((a, b) => a.volumeType.localeCompare(b.volumeType));
}

/** What is being made counts, too. */
function usedOf({ used, reserved }: { used: number; reserved: number }) {
  return used + reserved;
}

async function readLoadBalancers(
  client: OpenStackClient,
): Promise<QuotaItem[]> {
  const limit = await client.network.loadBalancerLimit();
  if (limit === undefined) {
    return [];
  }
  return [
    toItem('loadBalancers', limit, await count(client.network.loadBalancers())),
  ];
}

/** Nothing where the cloud has no Magnum, or does not say. */
async function readClusters({
  containerInfra: magnum,
}: OpenStackClient): Promise<QuotaItem[]> {
  if (!(await magnum.isOffered())) {
    return [];
  }
  const limit = await magnum.clusterLimit();
  try {
    return [toItem('clusters', limit ?? -1, await count(magnum.clusters()))];
  } catch (error) {
    // Magnum lists nothing while one of the clusters is about to be gone: "Invalid input for field/attribute master_count".
    if (OpenStackError.is(error, 'BadRequest')) {
      return [];
    }
    throw error;
  }
}

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let number = 0;
  for await (const _ of items) {
    number += 1;
  }
  return number;
}

/** @param limit - negative for none, as OpenStack says it */
function toItem(
  resource: QuotaResource,
  limit: number,
  used: number,
): QuotaItem {
  const unit = UNITS[resource];
  return {
    resource,
    limit: limit < 0 ? null : limit,
    used,
    // More may be used than the limit is, where that was lowered.
    left: limit < 0 ? null : Math.max(0, limit - used),
    ...(unit && { unit }),
  };
}

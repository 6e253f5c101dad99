import type { Cluster } from '@pagoda/plugin-pagoda-common';
import { formatAge } from '../../output/formatAge';
import type { Colors } from '../../output/formatTable';
import { formatShare } from './formatShare';

/** A cluster, in words. */
export function describeCluster(cluster: Cluster, colors: Colors): string {
  const { nodes, features, status } = cluster;
  const share = (resource: Parameters<typeof formatShare>[1]) =>
    formatShare(cluster, resource);
  return [
    `${colors.bold(cluster.title)} (${cluster.name}): ${status.phase}`,
    ...(cluster.description ? [`  ${cluster.description}`] : []),
    `  engine ${cluster.engine}${
      cluster.version ? `, version ${cluster.version}` : ''
    }`,
    `  runs have asked for CPU ${share('cpu')}, memory ${share(
      'memoryBytes',
    )}, GPU ${share('gpu')}`,
    `  ${cluster.runs.active} active, ${cluster.runs.queued} waiting`,
    ...(nodes ? [`  ${nodes.ready} of ${nodes.total} nodes ready`] : []),
    ...(features
      ? [
          `  storage classes: ${
            features.storageClasses
              .map(each => each.name + (each.default ? ' (default)' : ''))
              .join(', ') || 'none'
          }; Kueue: ${features.kueue.installed ? 'yes' : 'no'}`,
        ]
      : []),
    ...(status.contactedAt
      ? [`  last answered ${formatAge(status.contactedAt)} ago`]
      : []),
    ...describeProvisioned(cluster),
    ...status.conditions.map(
      condition =>
        `  ${condition.type} ${condition.status}: ${condition.message}`,
    ),
    '',
  ].join('\n');
}

/** What there is to say of clusters that PAGoDA has made alone. */
function describeProvisioned(cluster: Cluster): string[] {
  const { plan, pools = [], cost, drift = [], links = [] } = cluster;
  if (!plan) {
    return [];
  }
  return [
    `  made by ${plan.provisioner} in ${plan.cloud} for ${cluster.owner}`,
    ...pools.map(
      pool =>
        `  ${pool.name}: ${pool.ready} of ${pool.wanted} ready${
          pool.flavor === undefined ? '' : ` (${pool.flavor})`
        }`,
    ),
    `  ${
      cluster.deletionProtection
        ? 'protected from deletion'
        : 'not protected from deletion'
    }; ${cluster.endsAt === undefined ? 'no end' : `ends at ${cluster.endsAt}`}`,
    ...(cost
      ? [`  about ${cost.perDay.toFixed(2)} ${cost.currency} a day`]
      : []),
    ...drift.map(
      ({ field, wanted, found }) =>
        `  drift: ${field} is ${found}, not ${wanted}, and nobody has asked for that here`,
    ),
    ...links.map(({ title, url }) => `  ${title}: ${url}`),
  ];
}

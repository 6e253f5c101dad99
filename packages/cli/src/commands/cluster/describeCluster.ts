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
    ...status.conditions.map(
      condition =>
        `  ${condition.type} ${condition.status}: ${condition.message}`,
    ),
    '',
  ].join('\n');
}

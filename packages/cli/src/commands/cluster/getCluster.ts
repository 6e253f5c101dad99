import type { Cluster } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import type { Colors } from '../../output/formatTable';
import { dataOf } from '../dataOf';
import { formatShare } from './formatShare';

/** `pagoda cluster get` */
export async function getCluster(
  context: Context,
  _options: object,
  cluster: string,
): Promise<void> {
  const { client, output } = context;
  output.one(
    dataOf(
      await client.GET('/clusters/{cluster}', {
        params: { path: { cluster } },
      }),
    ),
    c => c.name,
    c => describe(c, output.colors),
  );
}

function describe(cluster: Cluster, colors: Colors): string {
  const share = (resource: Parameters<typeof formatShare>[1]) =>
    formatShare(cluster, resource);
  return [
    `${colors.bold(cluster.title)} (${cluster.name}): ${cluster.status.phase}`,
    ...(cluster.description ? [`  ${cluster.description}`] : []),
    `  engine ${cluster.engine}${
      cluster.version ? `, version ${cluster.version}` : ''
    }`,
    `  runs have asked for CPU ${share('cpu')}, memory ${share(
      'memoryBytes',
    )}, GPU ${share('gpu')}`,
    `  ${cluster.runs.active} active, ${cluster.runs.queued} waiting`,
    ...cluster.status.conditions.map(
      ({ type, status, message }) => `  ${type} ${status}: ${message}`,
    ),
    '',
  ].join('\n');
}

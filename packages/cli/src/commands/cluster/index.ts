import {
  formatBytes,
  type Cluster,
  type ClusterResources,
} from '@pagoda/plugin-pagoda-common';
import type { Command } from 'commander';
import type { Context } from '../../context/Context';
import { action } from '../action';
import { readPages } from '../arguments';

/** `pagoda cluster …` */
export function registerClusterCommands(program: Command): void {
  const cluster = program.command('cluster').description('where runs execute');
  cluster
    .command('list')
    .alias('ls')
    .description('clusters by name')
    .action(action(listClusters));
  cluster
    .command('get')
    .description('one cluster')
    .argument('<cluster>', 'name of the cluster')
    .action(action(getCluster));
  cluster
    .command('nodes')
    .description('nodes of a cluster')
    .argument('<cluster>', 'name of the cluster')
    .action(action(listNodes));
}

async function listClusters(context: Context): Promise<void> {
  const page = await readPages<Cluster>(500, async (cursor, limit) => {
    const { data } = await context.client.GET('/clusters', {
      params: { query: { cursor, limit } },
    });
    return data;
  });
  context.output.list(
    page,
    [
      { title: 'Name', value: c => c.name },
      { title: 'State', value: c => c.status.phase },
      { title: 'Engine', value: c => c.engine },
      { title: 'Version', value: c => c.version ?? '', wide: true },
      { title: 'CPU', value: c => share(c, 'cpu'), align: 'right' },
      { title: 'Memory', value: c => share(c, 'memoryBytes'), align: 'right' },
      { title: 'GPU', value: c => share(c, 'gpu'), align: 'right' },
      { title: 'Active', value: c => String(c.runs.active), align: 'right' },
      { title: 'Waiting', value: c => String(c.runs.queued), align: 'right' },
    ],
    c => c.name,
    'No clusters.',
  );
}

async function getCluster(
  context: Context,
  _options: object,
  cluster: string,
): Promise<void> {
  const { data } = await context.client.GET('/clusters/{cluster}', {
    params: { path: { cluster } },
  });
  if (!data) {
    return;
  }
  context.output.one(
    data,
    c => c.name,
    c =>
      [
        `${c.title} (${c.name}): ${c.status.phase}`,
        ...(c.description ? [`  ${c.description}`] : []),
        `  CPU ${share(c, 'cpu')}, memory ${share(c, 'memoryBytes')}, GPU ${share(c, 'gpu')} asked for by runs`,
        `  ${c.runs.active} active, ${c.runs.queued} waiting`,
        ...c.status.conditions.map(
          ({ type, status, message }) => `  ${type} ${status}: ${message}`,
        ),
        '',
      ].join('\n'),
  );
}

async function listNodes(
  context: Context,
  _options: object,
  cluster: string,
): Promise<void> {
  const { data } = await context.client.GET('/clusters/{cluster}/nodes', {
    params: { path: { cluster } },
  });
  context.output.list(
    data ?? { items: [] },
    [
      { title: 'Name', value: n => n.name },
      { title: 'State', value: n => (n.ready ? 'Ready' : 'NotReady') },
      { title: 'CPU', value: n => share(n, 'cpu'), align: 'right' },
      { title: 'Memory', value: n => share(n, 'memoryBytes'), align: 'right' },
      { title: 'Version', value: n => n.version },
      { title: 'System', value: n => n.operatingSystem ?? '', wide: true },
    ],
    n => n.name,
    'No nodes.',
  );
}

/** `1 of 4` */
function share(
  item: { allocated: ClusterResources; capacity: ClusterResources },
  resource: keyof ClusterResources,
): string {
  const format = resource === 'memoryBytes' ? formatBytes : String;
  return `${format(item.allocated[resource])} of ${format(item.capacity[resource])}`;
}

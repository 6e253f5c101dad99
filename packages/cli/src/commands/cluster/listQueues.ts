import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/** `pagoda cluster queues` */
export async function listQueues(
  context: Context,
  _options: object,
  cluster: string,
): Promise<void> {
  const { client, output } = context;
  const project = await context.project();
  const list = dataOf(
    await client.GET('/clusters/{cluster}/queues', {
      params: { path: { cluster }, query: { project } },
    }),
  );
  output.list(
    list,
    [
      { title: 'Name', value: q => q.name },
      { title: 'State', value: q => stateOf(q) },
      { title: 'Waiting', value: q => String(q.pending), align: 'right' },
      { title: 'Running', value: q => String(q.admitted), align: 'right' },
      { title: 'ClusterQueue', value: q => q.clusterQueue, dispensable: 1 },
      { title: 'Message', value: q => q.message ?? '', wide: true },
    ],
    q => q.name,
    `Cluster ${cluster} has no queues for project ${project}.`,
  );
  if (list.items.length > 0 && list.priorityClasses.length > 0) {
    output.note(
      `Priority classes: ${list.priorityClasses.map(({ name }) => name).join(', ')}`,
    );
  }
}

function stateOf({
  active,
  stopPolicy,
}: {
  active: boolean;
  stopPolicy?: string;
}): string {
  if (active) {
    return 'Active';
  }
  return stopPolicy === undefined || stopPolicy === 'None'
    ? 'Inactive'
    : stopPolicy;
}

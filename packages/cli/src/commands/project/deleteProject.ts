import { setTimeout as sleep } from 'node:timers/promises';
import type { ProjectNamespace } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { confirm } from '../confirm';
import { dataOf } from '../dataOf';
import { formatNamespace } from './formatNamespace';

/** Between two looks, in milliseconds. */
const INTERVAL = 2_000;

/** `pagoda project delete` */
export async function deleteProject(
  context: Context,
  options: { yes?: boolean; wait?: boolean },
  project: string,
): Promise<void> {
  const { client, output } = context;
  await confirm(
    `Delete project ${project} with its experiments, runs, logs and results?`,
    options.yes,
  );
  const { data } = await client.DELETE('/projects/{project}', {
    params: { path: { project } },
  });
  output.note(`Deleted ${project}`);
  const namespaces = data?.items ?? [];
  for (const { namespace, cluster } of namespaces) {
    output.note(
      `Namespace ${namespace} on cluster ${cluster} is being removed`,
    );
  }
  if (options.wait) {
    await waitForRemoval(context, project, namespaces);
  }
}

/** Says what it waits for, whenever that changes. */
async function waitForRemoval(
  { client, output }: Context,
  project: string,
  namespaces: ProjectNamespace[],
): Promise<void> {
  const said = new Set<string>();
  let clusters = namespaces.map(({ cluster }) => cluster);
  while (clusters.length > 0) {
    await sleep(INTERVAL);
    const left: string[] = [];
    for (const cluster of clusters) {
      const { items } = dataOf(
        await client.GET('/clusters/{cluster}/namespaces', {
          params: { path: { cluster } },
        }),
      );
      const item = items.find(
        each => each.project === project && each.projectDeleted,
      );
      if (!item) {
        output.note(`Nothing is left on cluster ${cluster}`);
        continue;
      }
      left.push(cluster);
      const text = formatNamespace(item);
      if (!said.has(text)) {
        said.add(text);
        output.note(text);
      }
    }
    clusters = left;
  }
}

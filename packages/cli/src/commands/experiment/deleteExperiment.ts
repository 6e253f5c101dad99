import type { Context } from '../../context/Context';
import { confirm } from '../confirm';

/** `pagoda experiment delete` */
export async function deleteExperiment(
  context: Context,
  options: { yes?: boolean },
  name: string,
): Promise<void> {
  const project = await context.project();
  await confirm(
    `Delete experiment ${name} of project ${project}?`,
    options.yes,
  );
  await context.client.DELETE('/projects/{project}/experiments/{experiment}', {
    params: { path: { project, experiment: name } },
  });
  context.output.note(`Deleted ${name}`);
}

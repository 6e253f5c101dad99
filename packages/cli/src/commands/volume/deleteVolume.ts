import type { Context } from '../../context/Context';
import { confirm } from '../confirm';

/** `pagoda volume delete` */
export async function deleteVolume(
  context: Context,
  options: { yes?: boolean },
  name: string,
): Promise<void> {
  const project = await context.project();
  await confirm(
    `Delete volume ${name} of project ${project} with all of its files?`,
    options.yes,
  );
  await context.client.DELETE('/projects/{project}/volumes/{volume}', {
    params: { path: { project, volume: name } },
  });
  context.output.note(`Deleted ${name}`);
}

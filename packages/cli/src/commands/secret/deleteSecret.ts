import type { Context } from '../../context/Context';
import { confirm } from '../confirm';

/** `pagoda secret delete` */
export async function deleteSecret(
  context: Context,
  options: { yes?: boolean },
  secret: string,
): Promise<void> {
  const project = await context.project();
  await confirm(
    `Delete secret ${secret} of project ${project}? Experiments that name it cannot run any more.`,
    options.yes,
  );
  await context.client.DELETE('/projects/{project}/secrets/{secret}', {
    params: { path: { project, secret } },
  });
  context.output.note(`Deleted ${secret}`);
}

import type { Context } from '../../context/Context';
import { confirm } from '../confirm';

/** `pagoda cluster delete` */
export async function deleteCluster(
  context: Context,
  options: { yes?: boolean },
  cluster: string,
): Promise<void> {
  await confirm(
    `Forget cluster ${cluster} with its credentials? The cluster itself stays, with what PAGoDA has made on it.`,
    options.yes,
  );
  await context.client.DELETE('/clusters/{cluster}', {
    params: { path: { cluster } },
  });
  context.output.note(`Forgot ${cluster}`);
}

import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { definedOnly } from '../values';
import { showOperation } from './showOperation';
import type { WaitOptions } from '../waitUntil';

/** `pagoda cluster rotate` */
export async function rotateCluster(
  context: Context,
  options: WaitOptions & { service?: string[] },
  cluster: string,
): Promise<void> {
  await showOperation(
    context,
    cluster,
    dataOf(
      await context.client.POST('/clusters/{cluster}:rotate', {
        params: { path: { cluster } },
        body: definedOnly({ services: options.service }),
      }),
    ),
    options,
  );
}

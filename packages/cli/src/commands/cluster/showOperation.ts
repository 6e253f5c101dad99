import type { ClusterOperation } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import type { WaitOptions } from '../waitUntil';
import { waitForOperation } from './waitForCluster';

/** Says what was begun, and waits for its end where that is wanted. */
export async function showOperation(
  context: Context,
  cluster: string,
  begun: ClusterOperation,
  options: WaitOptions,
): Promise<void> {
  context.output.one(
    options.wait
      ? await waitForOperation(context, cluster, begun, options)
      : begun,
    operation => operation.id,
    ({ kind, phase }) => `The ${kind} of ${cluster} is ${phase}\n`,
  );
}

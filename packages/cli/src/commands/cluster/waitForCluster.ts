import {
  clusterProgress,
  PagodaApiError,
  type Cluster,
  type ClusterOperation,
} from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { waitUntil, type WaitOptions } from '../waitUntil';

/** Waits until a cluster is as its plan says; tells on stderr how far it is. */
export async function waitForCluster(
  context: Context,
  cluster: string,
  options: WaitOptions,
): Promise<Cluster> {
  return repeat(context, cluster, options, async tell => {
    const found = await readCluster(context, cluster);
    const progress = clusterProgress(found);
    tell(progress.text);
    if (progress.failed) {
      throw new CliError(
        `Cluster ${cluster} has failed: ${progress.text}`,
        EXIT.conflict,
        `pagoda cluster events ${cluster}`,
      );
    }
    return progress.done ? found : undefined;
  });
}

/** Waits until nothing is left of a cluster. */
export async function waitForRemoval(
  context: Context,
  cluster: string,
  options: WaitOptions,
): Promise<void> {
  await repeat(context, cluster, options, async tell => {
    try {
      tell(clusterProgress(await readCluster(context, cluster)).text);
      return undefined;
    } catch (error) {
      if (error instanceof PagodaApiError && error.status === 404) {
        return true;
      }
      throw error;
    }
  });
}

/** Waits until an operation has ended. */
export async function waitForOperation(
  context: Context,
  cluster: string,
  begun: ClusterOperation,
  options: WaitOptions,
): Promise<ClusterOperation> {
  return repeat(context, cluster, options, async tell => {
    const { items } = dataOf(
      await context.client.GET('/clusters/{cluster}/operations', {
        params: { path: { cluster }, query: { limit: 50 } },
      }),
    );
    const found = items.find(({ id }) => id === begun.id) ?? begun;
    const { kind, phase, message } = found;
    tell(`${kind} is ${phase}${message ? `: ${message}` : ''}`);
    if (phase === 'Failed') {
      throw new CliError(
        `The ${kind} of ${cluster} has failed${message ? `: ${message}` : ''}`,
        EXIT.conflict,
      );
    }
    return phase === 'Succeeded' ? found : undefined;
  });
}

function repeat<T>(
  context: Context,
  cluster: string,
  options: WaitOptions,
  look: (tell: (line: string) => void) => Promise<T | undefined>,
): Promise<T> {
  return waitUntil(context, `pagoda cluster get ${cluster}`, options, look);
}

async function readCluster(
  { client }: Context,
  cluster: string,
): Promise<Cluster> {
  return dataOf(
    await client.GET('/clusters/{cluster}', { params: { path: { cluster } } }),
  );
}

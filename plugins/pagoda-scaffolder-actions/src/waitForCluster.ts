import {
  clusterProgress,
  type Cluster,
  type ClusterMachines,
  type ClusterOperation,
} from '@pagoda/plugin-pagoda-common';
import type { PagodaSession } from './PagodaSession';
import { untilGone, waitUntil, type WaitOptions } from './waitUntil';

/** How the functions here wait. */
export interface WaitForClusterOptions extends WaitOptions {
  session: PagodaSession;
  cluster: string;
}

/**
 * Waits until a cluster is as its plan says; tells of phases, of machines and of what keeps them.
 *
 * @throws Error when it has failed, when the time is over, or when the task is ended: the cluster goes on then
 */
export async function waitForCluster(
  options: WaitForClusterOptions,
): Promise<Cluster> {
  const { session, cluster, url } = options;
  const told = new Map<string, string>();
  return waitUntil(options, async tell => {
    const params = { path: { cluster } };
    const { data } = await session.call(client =>
      client.GET('/clusters/{cluster}', { params }),
    );
    if (!data) {
      return undefined;
    }
    const progress = clusterProgress(data);
    tell(`Cluster ${cluster} is ${progress.text}`);
    if (progress.done) {
      return data;
    }
    if (progress.failed) {
      throw new Error(
        `Cluster ${cluster} has failed: ${progress.text}\n${url}`,
      );
    }
    const { data: machines } = await session.call(client =>
      client.GET('/clusters/{cluster}/machines', { params }),
    );
    tellMachines(machines, told, line => options.logger.info(line));
    return undefined;
  });
}

/** Waits until nothing is left of a cluster; tells what it waits for. */
export async function waitForRemoval(
  options: WaitForClusterOptions,
): Promise<void> {
  const { session, cluster } = options;
  await waitUntil(options, async tell => {
    return untilGone(async () => {
      const { data } = await session.call(client =>
        client.GET('/clusters/{cluster}', { params: { path: { cluster } } }),
      );
      if (data) {
        tell(`Cluster ${cluster} is ${clusterProgress(data).text}`);
      }
    });
  });
}

/** Waits until an operation, such as an upgrade, has ended. */
export async function waitForOperation(
  options: WaitForClusterOptions & { operation: string },
): Promise<ClusterOperation> {
  const { session, cluster, url } = options;
  return waitUntil(options, async tell => {
    const { data } = await session.call(client =>
      client.GET('/clusters/{cluster}/operations', {
        params: { path: { cluster }, query: { limit: 50 } },
      }),
    );
    const found = data?.items.find(({ id }) => id === options.operation);
    if (!found) {
      return undefined;
    }
    const { kind, phase, message } = found;
    const why = message ? `: ${message}` : '';
    tell(`The ${kind} of ${cluster} is ${phase}${why}`);
    if (phase === 'Failed') {
      throw new Error(`The ${kind} of ${cluster} has failed${why}\n${url}`);
    }
    return phase === 'Succeeded' ? found : undefined;
  });
}

/** Of each machine, what has changed since it was last told of. */
function tellMachines(
  machines: ClusterMachines | undefined,
  told: Map<string, string>,
  tell: (line: string) => void,
): void {
  for (const { name, phase, cause } of machines?.machines ?? []) {
    const line = `| ${name} ${phase}${cause ? `: ${cause}` : ''}`;
    if (told.get(name) !== line) {
      told.set(name, line);
      tell(line);
    }
  }
}

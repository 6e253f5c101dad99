import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  clusterProgress,
  type Cluster,
  type ClusterMachines,
  type ClusterOperation,
} from '@pagoda/plugin-pagoda-common';
import type { PagodaSession } from './PagodaSession';
import { pause } from './pause';

/** Nothing happens faster than this in a cloud; in milliseconds. */
const POLL = 3_000;

/** How the functions here wait. */
export interface WaitForClusterOptions {
  session: PagodaSession;
  cluster: string;
  /** Of the cluster's page. */
  url: string;
  /** What goes on when the waiting ends, such as `the cluster goes on being made`. */
  goesOn: string;
  signal?: AbortSignal;
  timeoutSeconds?: number;
  logger: LoggerService;
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
  return repeat(options, async tell => {
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
  await repeat(options, async tell => {
    try {
      const { data } = await session.call(client =>
        client.GET('/clusters/{cluster}', { params: { path: { cluster } } }),
      );
      if (data) {
        tell(`Cluster ${cluster} is ${clusterProgress(data).text}`);
      }
      return undefined;
    } catch (error) {
      if (error instanceof NotFoundError) {
        return true;
      }
      throw error;
    }
  });
}

/** Waits until an operation, such as an upgrade, has ended. */
export async function waitForOperation(
  options: WaitForClusterOptions & { operation: string },
): Promise<ClusterOperation> {
  const { session, cluster, url } = options;
  return repeat(options, async tell => {
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

async function repeat<T>(
  options: WaitForClusterOptions,
  look: (tell: (line: string) => void) => Promise<T | undefined>,
): Promise<T> {
  const { logger, signal, timeoutSeconds, goesOn, url } = options;
  const deadline =
    timeoutSeconds === undefined
      ? Infinity
      : Date.now() + timeoutSeconds * 1000;
  let said = '';
  const tell = (line: string) => {
    if (line !== said) {
      said = line;
      logger.info(line);
    }
  };
  for (;;) {
    const found = await orAway(() => look(tell), options);
    if (found !== undefined) {
      return found;
    }
    const left = deadline - Date.now();
    if (left <= 0) {
      throw new Error(
        `Not done after ${timeoutSeconds} seconds; ${goesOn}: ${url}`,
      );
    }
    await pause(Math.min(POLL, left), signal);
    if (signal?.aborted) {
      throw new Error(`The task was ended; ${goesOn}: ${url}`);
    }
  }
}

/** A portal that is away, as while it is started again, is waited out. */
async function orAway<T>(
  work: () => Promise<T | undefined>,
  { signal, goesOn, url }: WaitForClusterOptions,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted || error instanceof ServiceUnavailableError) {
      return undefined;
    }
    if (error instanceof AuthenticationError) {
      throw new AuthenticationError(
        `The sign-in that started this task has expired, so it cannot wait any longer; ${goesOn}: ${url}`,
        error,
      );
    }
    throw error;
  }
}

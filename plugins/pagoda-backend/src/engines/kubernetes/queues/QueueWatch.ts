import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { KubernetesClient } from '../../../clients/kubernetes/KubernetesClient';
import { Reflector } from '../../../clients/kubernetes/Reflector';
import { KUEUE_GROUP } from '../../../clusters/observation/readFeatures';
import type { Observation } from '../../types';
import type { SeenAttempt } from '../ClusterWatch';
import type { FoundProblem } from '../findProblem';
import { findQueueProblem } from './findQueueProblem';
import { JOB_UID_LABEL } from './kueueLabels';
import { isHeld, observeQueued } from './observeQueued';
import { QueuePositions } from './QueuePositions';
import {
  toSeenWorkload,
  type SeenWorkload,
  type Workload,
} from './SeenWorkload';

/** What {@link QueueWatch} needs. */
export interface QueueWatchOptions {
  client: KubernetesClient;
  logger: LoggerService;
  /** Called after something of a Workload has changed. */
  onChange: () => void;
}

/** Between two tries to find Kueue, in milliseconds. */
const RETRY = 30_000;

/**
 * How the Jobs of runs stand in the queues of Kueue: one watch for all Workloads of a cluster, from the first Job on that
 * is in a queue.
 */
export class QueueWatch {
  readonly #options: QueueWatchOptions;
  readonly #positions: QueuePositions;
  readonly #stopping = new AbortController();
  /** By the uid of their Job. */
  readonly #workloads = new Map<string, SeenWorkload>();
  #reflector?: Reflector<Workload, SeenWorkload | undefined>;
  #started = false;

  constructor(options: QueueWatchOptions) {
    this.#options = options;
    this.#positions = new QueuePositions(options.client);
  }

  /** Corrects what the Job and its pod tell of an attempt by what its queue does with it. */
  observe(observation: Observation, seen: SeenAttempt): Observation {
    const { job } = seen;
    if (job?.queue === undefined) {
      return observation;
    }
    this.#start();
    return observeQueued(observation, seen, this.#workloads.get(job.uid));
  }

  /** Why its queue does not let the attempt go on; `undefined` where it is not the queue that holds it up. */
  problem(seen: SeenAttempt): FoundProblem | undefined {
    const { job } = seen;
    if (job?.queue === undefined || !isHeld(seen)) {
      return undefined;
    }
    const workload = this.#workloads.get(job.uid);
    const failure = this.#reflector?.failure;
    if (!workload && failure) {
      const { message } = failure.error;
      return {
        reason: 'WaitingInQueue',
        evidence: [
          {
            source: 'queue',
            message: `how it stands in its queue cannot be read: ${message}`,
          },
        ],
      };
    }
    return findQueueProblem(workload, {
      queue: job.queue,
      job: job.name,
      age: (Date.now() - job.createdAt) / 1000,
      ...(workload && {
        position: this.#positions.of(
          workload.namespace,
          job.queue,
          workload.name,
        ),
      }),
    });
  }

  stop(): void {
    this.#stopping.abort();
  }

  #start(): void {
    if (!this.#started) {
      this.#started = true;
      void this.#watch();
    }
  }

  async #watch(): Promise<void> {
    const { client, logger, onChange } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const version = await findVersion(client);
        this.#reflector = new Reflector<Workload, SeenWorkload | undefined>({
          client,
          path: { group: KUEUE_GROUP, version, resource: 'workloads' },
          labelSelector: JOB_UID_LABEL,
          project: toSeenWorkload,
          signal,
        });
        this.#reflector.onChange((_key, now, before) => {
          if (now) {
            this.#workloads.set(now.job, now);
          } else if (before) {
            this.#workloads.delete(before.job);
          }
          if (now ?? before) {
            onChange();
          }
        });
        this.#reflector.start();
        return;
      } catch (error) {
        logger.warn(
          'Kueue was not found, though runs are in its queues; it is tried again',
          toError(error),
        );
        await sleep(RETRY, undefined, { signal, ref: false }).catch(() => {
          // Aborted: the loop looks at the signal.
        });
      }
    }
  }
}

/** The version of Kueue's API that it stores its objects in, where it says so. */
async function findVersion(client: KubernetesClient): Promise<string> {
  const { preferredVersion } = (await client.raw(`/apis/${KUEUE_GROUP}`)) as {
    preferredVersion: { version: string };
  };
  return preferredVersion.version;
}

import type { KubernetesClient } from '../../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../../clients/kubernetes/KubernetesError';
import { KUEUE_GROUP } from '../../../clusters/observation/readFeatures';

/** What Kueue's visibility API answers for a queue; see PendingWorkloadsSummary in its reference. */
export interface PendingWorkloads {
  items?: {
    metadata: { name: string };
    /** From 0. */
    positionInLocalQueue: number;
  }[];
}

interface Known {
  at: number;
  positions: Map<string, number>;
}

/** A queue is not asked for sooner, in milliseconds. */
const FRESH = 10_000;
/** Where there is no such API, or it does not work, it is asked for again after so long, in milliseconds. */
const ABSENT = 300_000;
/** Places of one queue that are read. */
const LIMIT = 1_000;

/** The places of Workloads in queues, where Kueue's visibility API is served: it cannot be watched. */
export class QueuePositions {
  readonly #client: KubernetesClient;
  readonly #known = new Map<string, Known>();
  readonly #reading = new Set<string>();
  #absentUntil = 0;

  constructor(client: KubernetesClient) {
    this.#client = client;
  }

  /**
   * The place of a Workload as it was last read, 1 for the next; asks anew where that is a while ago. `undefined` where
   * nobody tells.
   */
  of(namespace: string, queue: string, workload: string): number | undefined {
    const key = `${namespace}/${queue}`;
    const known = this.#known.get(key);
    const now = Date.now();
    if (
      (!known || now - known.at > FRESH) &&
      now > this.#absentUntil &&
      !this.#reading.has(key)
    ) {
      this.#reading.add(key);
      void this.#read(namespace, queue, key).finally(() =>
        this.#reading.delete(key),
      );
    }
    return known?.positions.get(workload);
  }

  async #read(namespace: string, queue: string, key: string): Promise<void> {
    try {
      const pending = await this.#client.get<PendingWorkloads>(
        {
          ...{ group: `visibility.${KUEUE_GROUP}`, version: 'v1beta2' },
          ...{ resource: 'localqueues', namespace, name: queue },
          subresource: 'pendingworkloads',
        },
        { limit: LIMIT },
      );
      this.#known.set(key, {
        at: Date.now(),
        positions: readPositions(pending),
      });
    } catch (error) {
      // No number is shown then; the queue itself is known by the Workload's conditions.
      this.#known.delete(key);
      const { status } = error as KubernetesError;
      this.#absentUntil = Date.now() + (status === 0 ? FRESH : ABSENT);
    }
  }
}

/** Places by the name of the Workload, 1 for the next. */
export function readPositions({
  items = [],
}: PendingWorkloads): Map<string, number> {
  return new Map(
    items.map(({ metadata, positionInLocalQueue }) => [
      metadata.name,
      positionInLocalQueue + 1,
    ]),
  );
}

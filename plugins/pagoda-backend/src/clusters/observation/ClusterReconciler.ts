import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Leases } from '../../database/Leases';
import type { ClusterConnections } from '../connections/ClusterConnections';
import type { ClusterStore } from '../ClusterStore';
import type { ClusterObservationStore } from './ClusterObservationStore';
import { ClusterObserver } from './ClusterObserver';

/** How often each cluster is looked at, in milliseconds; well below STALE_AFTER, and below the length of a lease. */
const INTERVAL = 10_000;

/** What {@link ClusterReconciler} needs. */
export interface ClusterReconcilerOptions {
  store: ClusterStore;
  observations: ClusterObservationStore;
  connections: ClusterConnections;
  leases: Leases;
  /** Whether this process is the only one, so that it may take leases over. */
  alone: boolean;
  logger: LoggerService;
  /** What GPUs are asked for as, such as `nvidia.com/gpu`. */
  gpuResource: string;
  /** Between looks, in milliseconds. */
  interval?: number;
}

/** Looks at imported clusters, each by one process, and writes down how they are. */
export class ClusterReconciler {
  readonly #options: ClusterReconcilerOptions;
  readonly #observers = new Map<string, ClusterObserver>();
  readonly #looking = new Map<string, Promise<void>>();
  #timer?: NodeJS.Timeout;
  #unsubscribe?: () => void;

  constructor(options: ClusterReconcilerOptions) {
    this.#options = options;
  }

  start(): void {
    const { connections, interval = INTERVAL } = this.#options;
    this.#unsubscribe = connections.onChange(cluster => {
      this.#observers.delete(cluster);
      this.#run(cluster);
    });
    const round = () => {
      this.#round().catch(error => this.#warn('Clusters', error));
    };
    this.#timer = setInterval(round, interval).unref();
    round();
  }

  /** Waits for the looks that are under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#unsubscribe?.();
    await Promise.all(this.#looking.values());
  }

  /** Looks at one cluster now, whoever holds its lease. */
  async look(cluster: string): Promise<void> {
    const { store, observations, connections, gpuResource } = this.#options;
    const record = await store.find(cluster);
    if (!record) {
      this.#observers.delete(cluster);
      return;
    }
    let observer = this.#observers.get(cluster);
    if (!observer) {
      observer = new ClusterObserver({ cluster, connections, gpuResource });
      this.#observers.set(cluster, observer);
    }
    await observations.observe(cluster, await observer.look(record));
  }

  async #round(): Promise<void> {
    for (const cluster of await this.#options.connections.names()) {
      this.#run(cluster);
    }
  }

  /** One look at a time; a cluster that is slow to answer holds up no other. */
  #run(cluster: string): void {
    if (this.#looking.has(cluster)) {
      return;
    }
    const { leases, alone } = this.#options;
    const work = async () => {
      try {
        if (await leases.acquire(`cluster-health/${cluster}`, alone)) {
          await this.look(cluster);
        }
      } catch (error) {
        this.#warn(`Cluster '${cluster}'`, error);
      } finally {
        this.#looking.delete(cluster);
      }
    };
    this.#looking.set(cluster, work());
  }

  #warn(what: string, error: unknown): void {
    this.#options.logger.warn(`${what} could not be looked at`, toError(error));
  }
}

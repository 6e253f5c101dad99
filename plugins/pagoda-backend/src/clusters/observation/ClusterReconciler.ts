import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Leases } from '../../database/Leases';
import type { ClusterConnections } from '../connections/ClusterConnections';
import type { ClusterStore } from '../ClusterStore';
import type { ClusterObservationStore } from './ClusterObservationStore';
import { ClusterObserver } from './ClusterObserver';

/** How often each cluster is looked at, in milliseconds; well below STALE_AFTER. */
const INTERVAL = 10_000;
/** Looks begin so far apart, in milliseconds: hundreds of clusters may be behind one proxy. */
const APART = 50;
/** So far apart are looks at the same cluster at most, however many there are; well below STALE_AFTER. */
const LONGEST = 25_000;

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
  readonly #waiting = new Set<NodeJS.Timeout>();
  #timer?: NodeJS.Timeout;
  #stopped = false;
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
    const round = async () => {
      let pause = interval;
      try {
        pause = await this.#round(interval);
      } catch (error) {
        this.#warn('Clusters', error);
      }
      if (!this.#stopped) {
        this.#timer = setTimeout(round, pause).unref();
      }
    };
    round();
  }

  /** Waits for the looks that are under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#waiting.forEach(timer => clearTimeout(timer));
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

  /** Begins a look at each cluster, one after the other; tells when the next round is due, in milliseconds. */
  async #round(interval: number): Promise<number> {
    const names = await this.#options.connections.names();
    const pause = Math.max(interval, Math.min(LONGEST, names.length * APART));
    const apart = Math.min(APART, pause / names.length);
    for (const [index, cluster] of this.#stopped ? [] : names.entries()) {
      const timer = setTimeout(() => {
        this.#waiting.delete(timer);
        this.#run(cluster);
      }, index * apart).unref();
      this.#waiting.add(timer);
    }
    return pause;
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

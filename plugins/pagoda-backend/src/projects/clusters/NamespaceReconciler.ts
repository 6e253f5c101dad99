import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { Leases } from '../../database/Leases';
import { onEntityChange } from '../../database/entityChanges';
import { HeldLease } from '../../runs/HeldLease';
import { NamespaceError } from './NamespaceError';
import { NamespaceWatch } from './NamespaceWatch';
import type { ProjectNamespaces } from './ProjectNamespaces';
import type {
  NamespaceKey,
  NamespaceRecord,
  ProjectNamespaceStore,
} from './ProjectNamespaceStore';

/** How often namespaces are looked at, in milliseconds. */
const INTERVAL = 5_000;
/** The same while one is being removed, which is waited for. */
const REMOVAL_INTERVAL = 1_000;
/** Changes that come together are looked at together, in milliseconds. */
const SETTLE = 100;
/** Namespaces worked on at the same time, on each cluster. */
const PARALLEL = 8;
/** Between two tries of what fails, in milliseconds; doubled each time, up to the second. */
const RETRY = [5_000, 120_000] as const;

/** What {@link NamespaceReconciler} needs. */
export interface NamespaceReconcilerOptions {
  namespaces: ProjectNamespaces;
  store: ProjectNamespaceStore;
  clusters: {
    client(cluster: string): Promise<KubernetesClient>;
    /** Of the clusters that have a connection. */
    names(): Promise<string[]>;
    onChange(listener: (cluster: string) => void): () => void;
  };
  leases: Leases;
  logger: LoggerService;
}

interface ClusterState {
  lease: HeldLease;
  watch?: NamespaceWatch;
}

interface Failure {
  tries: number;
  until: number;
  message: string;
}

/**
 * Keeps projects' namespaces as they are wanted: applies what has changed in the project, repairs what was changed by
 * hand, and removes the namespaces of projects that are gone. For each cluster one replica does it.
 */
export class NamespaceReconciler {
  readonly #options: NamespaceReconcilerOptions;
  readonly #clusters = new Map<string, ClusterState>();
  readonly #failures = new Map<string, Failure>();
  #timer?: NodeJS.Timeout;
  #looking?: Promise<void>;
  #again = false;
  #stopped = false;
  #unsubscribe: (() => void)[] = [];

  constructor(options: NamespaceReconcilerOptions) {
    this.#options = options;
  }

  start(): void {
    const wake = () => this.wake();
    this.#unsubscribe = [
      onEntityChange(wake),
      this.#options.clusters.onChange(wake),
    ];
    this.wake();
  }

  /** Looks soon. */
  wake(): void {
    if (this.#looking) {
      this.#again = true;
    } else {
      this.#plan(SETTLE);
    }
  }

  /** Ends watching and looking; resolves when nothing goes on any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe.forEach(unsubscribe => unsubscribe());
    clearTimeout(this.#timer);
    await this.#looking;
    for (const { watch, lease } of this.#clusters.values()) {
      watch?.stop();
      await lease.release();
    }
  }

  #plan(delay: number): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) {
      this.#timer = setTimeout(() => this.#run(), delay).unref();
    }
  }

  #run(): void {
    this.#again = false;
    this.#looking = this.#look()
      .catch(error => {
        this.#options.logger.error('Looking at namespaces failed', error);
        return INTERVAL;
      })
      .then(delay => {
        this.#looking = undefined;
        this.#plan(this.#again ? SETTLE : delay);
      });
  }

  /** @returns after how many milliseconds to look again */
  async #look(): Promise<number> {
    const { store, clusters } = this.#options;
    const names = await store.clusters();
    const connected = await clusters.names();
    for (const [name, { watch, lease }] of this.#clusters) {
      if (!names.includes(name)) {
        watch?.stop();
        this.#clusters.delete(name);
        await lease.release();
      }
    }
    const removing = await Promise.all(
      names.map(async name => {
        try {
          const busy = await this.#lookAt(name, connected.includes(name));
          this.#failures.delete(name);
          return busy;
        } catch (error) {
          this.#failed(name, `The namespaces on cluster ${name}`, error);
          return false;
        }
      }),
    );
    return removing.includes(true) ? REMOVAL_INTERVAL : INTERVAL;
  }

  /** @returns whether something is being removed */
  async #lookAt(cluster: string, connected: boolean): Promise<boolean> {
    const { store, clusters, leases } = this.#options;
    const state = this.#clusters.get(cluster) ?? {
      lease: new HeldLease(leases, {
        name: `namespaces/${cluster}`,
        force: false,
      }),
    };
    this.#clusters.set(cluster, state);
    if (!(await state.lease.keep())) {
      state.watch?.stop();
      state.watch = undefined;
      return false;
    }
    const records = await store.onCluster(cluster);
    if (!connected) {
      // Nobody can remove anything there any more.
      await Promise.all(records.map(record => store.delete(record)));
      return false;
    }
    const client = await clusters.client(cluster);
    this.#watch(state, cluster, client);
    const versions = await store.versions(cluster);
    const due = records.filter(record => this.#isDue(record, versions, client));
    const work = due[Symbol.iterator]();
    await Promise.all(
      Array.from({ length: PARALLEL }, async () => {
        for (const record of work) {
          if (!this.#stopped && (await state.lease.keep())) {
            await this.#settle(record);
          }
        }
      }),
    );
    return records.some(
      record => record.projectDeleted || record.phase === 'Terminating',
    );
  }

  #isDue(
    record: NamespaceRecord,
    versions: Map<string, string>,
    client: KubernetesClient,
  ): boolean {
    const failure = this.#failures.get(nameOf(record));
    if (failure && failure.until > Date.now()) {
      return false;
    }
    const version = versions.get(record.project);
    return (
      record.projectDeleted ||
      (version !== undefined &&
        !this.#options.namespaces.isUpToDate(record, version, client))
    );
  }

  async #settle(record: NamespaceRecord): Promise<void> {
    const { namespaces } = this.#options;
    const name = nameOf(record);
    try {
      if (record.projectDeleted) {
        await namespaces.remove(record);
      } else {
        await namespaces.apply(record);
      }
      this.#failures.delete(name);
    } catch (error) {
      this.#failed(
        name,
        `Namespace ${record.namespace} on cluster ${record.cluster}`,
        error,
      );
    }
  }

  /** The log tells of each failure once, not at every try. */
  #failed(name: string, what: string, error: unknown): void {
    const { message } = toError(error);
    const before = this.#failures.get(name);
    const tries = (before?.tries ?? 0) + 1;
    const wait = isTerminating(error)
      ? REMOVAL_INTERVAL
      : Math.min(RETRY[0] * 2 ** (tries - 1), RETRY[1]);
    this.#failures.set(name, { tries, until: Date.now() + wait, message });
    if (before?.message !== message) {
      this.#options.logger.warn(
        `${what} could not be brought up to date; it is tried again: ${message}`,
      );
    }
  }

  #watch(state: ClusterState, cluster: string, client: KubernetesClient): void {
    if (state.watch?.client === client) {
      return;
    }
    state.watch?.stop();
    const { namespaces } = this.#options;
    state.watch = new NamespaceWatch({
      client,
      onObject: (project, object) => {
        const key: NamespaceKey = { cluster, project };
        if (!namespaces.isAsApplied(key, object)) {
          namespaces.doubt(key);
          this.#failures.delete(nameOf(key));
          this.wake();
        }
      },
    });
  }
}

/** It is gone soon, as a rule. */
function isTerminating(error: unknown): boolean {
  return (
    error instanceof NamespaceError &&
    error.explanation.code === 'NamespaceTerminating'
  );
}

function nameOf({ cluster, project }: NamespaceKey): string {
  return `${cluster}/${project}`;
}

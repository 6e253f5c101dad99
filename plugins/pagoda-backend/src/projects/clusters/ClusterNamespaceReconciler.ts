import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { Leases } from '../../database/Leases';
import { HeldLease } from '../../runs/HeldLease';
import { NamespaceError } from './NamespaceError';
import { NamespaceWatch } from './NamespaceWatch';
import type { ProjectNamespaces } from './ProjectNamespaces';
import type {
  NamespaceRecord,
  ProjectNamespaceStore,
} from './ProjectNamespaceStore';

/** Something is looked at again soon: a removal that is waited for; in milliseconds. */
const SOON = 1_000;
/** Namespaces worked on at the same time. */
const PARALLEL = 8;
/** Between two tries of what fails, in milliseconds; doubled each time, up to the second. */
const RETRY = [5_000, 120_000] as const;
/** A namespace that is changed by others so often within a minute is repaired but now and then: they fight. */
const FIGHT = 20;
const MINUTE = 60_000;

/** What {@link ClusterNamespaceReconciler} needs. */
export interface ClusterNamespaceOptions {
  cluster: string;
  namespaces: ProjectNamespaces;
  store: ProjectNamespaceStore;
  clusters: { client(cluster: string): Promise<KubernetesClient> };
  leases: Leases;
  /** No other process uses the database: who held the lease before is dead. */
  alone: boolean;
  logger: LoggerService;
}

interface Failure {
  tries: number;
  until: number;
  message: string;
}

/**
 * Keeps the namespaces on one cluster as they are wanted: applies what has changed in a project, repairs what was changed
 * by hand, and removes the namespaces of projects that are gone. One replica does it.
 */
export class ClusterNamespaceReconciler {
  readonly #options: ClusterNamespaceOptions;
  readonly #lease: HeldLease;
  /** By project; the name of no project stands for the cluster. */
  readonly #failures = new Map<string, Failure>();
  /** When namespaces were found changed by others, by project; in milliseconds since 1970. */
  readonly #changed = new Map<string, number[]>();
  #watch?: NamespaceWatch;
  #looking?: Promise<void>;
  #again = false;
  #timer?: NodeJS.Timeout;
  #stopped = false;

  constructor(options: ClusterNamespaceOptions) {
    this.#options = options;
    this.#lease = new HeldLease(options.leases, {
      name: `namespaces/${options.cluster}`,
      force: options.alone,
    });
  }

  /** Looks now, or once more after the look that goes on. */
  wake(): void {
    if (this.#looking) {
      this.#again = true;
    } else if (!this.#stopped) {
      clearTimeout(this.#timer);
      this.#looking = this.#run();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
    this.#watch?.stop();
    await this.#lease.release();
  }

  async #run(): Promise<void> {
    let soon = false;
    do {
      this.#again = false;
      try {
        soon = await this.#look();
        this.#failures.delete('');
      } catch (error) {
        this.#failed('', 'The namespaces', error);
      }
    } while (this.#again && !this.#stopped);
    this.#looking = undefined;
    if (soon && !this.#stopped) {
      this.#timer = setTimeout(() => this.wake(), SOON).unref();
    }
  }

  /** @returns whether to look again soon */
  async #look(): Promise<boolean> {
    const { cluster, store, clusters } = this.#options;
    if (!(await this.#lease.keep())) {
      this.#watch?.stop();
      this.#watch = undefined;
      return false;
    }
    const client = await clusters.client(cluster);
    this.#watchWith(client);
    const records = await store.onCluster(cluster);
    const versions = await store.versions(cluster);
    const due = records
      .filter(record => this.#isDue(record, versions, client))
      .values();
    const work = async () => {
      for (const record of due) {
        if (!this.#stopped && (await this.#lease.keep())) {
          await this.#settle(record);
        }
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    return records.some(
      record => record.projectDeleted || record.phase === 'Terminating',
    );
  }

  #isDue(
    record: NamespaceRecord,
    versions: Map<string, string>,
    client: KubernetesClient,
  ): boolean {
    const failure = this.#failures.get(record.project);
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
    try {
      if (record.projectDeleted) {
        await namespaces.remove(record);
      } else {
        await namespaces.apply(record);
      }
      this.#failures.delete(record.project);
    } catch (error) {
      this.#failed(record.project, `Namespace ${record.namespace}`, error);
    }
  }

  /** The log tells of each failure once, not at every try. */
  #failed(project: string, what: string, error: unknown): void {
    const { message } = toError(error);
    const before = this.#failures.get(project);
    const tries = (before?.tries ?? 0) + 1;
    const wait = isTerminating(error)
      ? SOON
      : Math.min(RETRY[0] * 2 ** (tries - 1), RETRY[1]);
    this.#failures.set(project, { tries, until: Date.now() + wait, message });
    if (before?.message !== message) {
      this.#options.logger.warn(
        `${what} on cluster ${this.#options.cluster} could not be brought up to date; it is tried again: ${message}`,
      );
    }
  }

  #wasChanged(project: string): void {
    const now = Date.now();
    const times = (this.#changed.get(project) ?? []).filter(
      time => time > now - MINUTE,
    );
    this.#changed.set(project, [...times, now]);
    if (times.length < FIGHT) {
      this.#failures.delete(project);
    } else {
      this.#failed(
        project,
        `The namespace of project ${project}`,
        new Error(`something else changes it again and again`),
      );
    }
  }

  #watchWith(client: KubernetesClient): void {
    if (this.#watch?.client === client) {
      return;
    }
    this.#watch?.stop();
    const { cluster, namespaces } = this.#options;
    this.#watch = new NamespaceWatch({
      client,
      onObject: (project, object) => {
        const key = { cluster, project };
        if (!namespaces.see(key, object)) {
          namespaces.doubt(key);
          this.#wasChanged(project);
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

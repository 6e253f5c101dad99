import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  platformPermissions,
  type Leak,
  type LeakReport,
} from '@pagoda/plugin-pagoda-common';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { notFound } from '../../http/errors';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import { findLeaks, thingsOf, type FoundLeak } from './findLeaks';
import type { LeakStore } from './LeakStore';
import { readLabelled } from './readLabelled';

/** What {@link LeakService} needs. */
export interface LeakServiceOptions {
  store: LeakStore;
  access: ProjectAccess;
  clusters: {
    client(cluster: string): Promise<KubernetesClient>;
    /** Names of the clusters of Kubernetes. */
    names(): Promise<string[]>;
  };
  logger: LoggerService;
  /** Address of this portal. */
  portal: string;
}

/** What became of one that was to be cleaned. */
export interface CleanedLeak {
  id: string;
  deleted: boolean;
  message: string;
}

/** Finds what PAGoDA has left on clusters, and deletes it when an administrator says so. */
export class LeakService {
  readonly #options: LeakServiceOptions;

  constructor(options: LeakServiceOptions) {
    this.#options = options;
  }

  async report(
    caller: Caller,
    options: { cluster?: string },
  ): Promise<LeakReport> {
    const { access, clusters } = this.#options;
    await access.requirePlatform(caller, platformPermissions.projectAdminister);
    const all = await clusters.names();
    if (options.cluster !== undefined && !all.includes(options.cluster)) {
      throw notFound('Cluster', options.cluster, 'cluster');
    }
    const report: LeakReport = { items: [], unreadable: [] };
    await Promise.all(
      (options.cluster === undefined ? all : [options.cluster]).map(
        async cluster => {
          try {
            report.items.push(...(await this.#find(cluster)).map(toLeak));
          } catch (error) {
            const { message } = toError(error);
            report.unreadable.push({ cluster, message });
          }
        },
      ),
    );
    report.items.sort((a, b) => (a.id < b.id ? -1 : 1));
    return report;
  }

  /** Deletes those that still are leaks; each is looked at again before. */
  async clean(caller: Caller, ids: string[]): Promise<CleanedLeak[]> {
    const { access, clusters } = this.#options;
    await access.requirePlatform(caller, platformPermissions.projectAdminister);
    const known = await clusters.names();
    const wanted = new Set(ids);
    const results = new Map<string, CleanedLeak>();
    const concerned = known.filter(name =>
      ids.some(id => id.startsWith(`${name}/`)),
    );
    for (const cluster of concerned) {
      try {
        const found = await this.#find(cluster);
        for (const leak of found.filter(({ id }) => wanted.has(id))) {
          results.set(leak.id, await this.#delete(caller, leak));
        }
      } catch (error) {
        const message = `Cluster ${cluster} could not be looked at: ${toError(error).message}`;
        for (const id of ids.filter(each => each.startsWith(`${cluster}/`))) {
          results.set(id, { id, deleted: false, message });
        }
      }
    }
    return [...wanted].map(
      id =>
        results.get(id) ?? {
          id,
          deleted: false,
          message: 'It is gone, or no leak any more.',
        },
    );
  }

  async #find(cluster: string): Promise<FoundLeak[]> {
    const { store, clusters, portal } = this.#options;
    const objects = await readLabelled(await clusters.client(cluster));
    // Asked after the objects were listed: what is made in the meantime is in the database before it is on the cluster.
    const there = await store.existing(cluster, thingsOf(objects));
    return findLeaks(cluster, portal, objects, there);
  }

  async #delete(
    caller: Caller,
    { id, cluster, object }: FoundLeak,
  ): Promise<CleanedLeak> {
    const { clusters, logger } = this.#options;
    const finalizers = object.metadata.finalizers ?? [];
    try {
      const client = await clusters.client(cluster);
      await client.delete(object.path, {
        propagationPolicy: 'Background',
        preconditions: { uid: object.metadata.uid },
      });
    } catch (error) {
      return { id, deleted: false, message: toError(error).message };
    }
    logger.info(`${caller.userEntityRef} has deleted the leak ${id}`);
    return {
      id,
      deleted: true,
      message:
        finalizers.length > 0
          ? `It is being deleted, and waits for its finalizers: ${finalizers.join(', ')}`
          : 'It is deleted.',
    };
  }
}

function toLeak({ object: _object, ...leak }: FoundLeak): Leak {
  return leak;
}

import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { notFound } from '../../http/errors';
import type { ProjectStore } from '../ProjectStore';
import type { ProjectSecretStore } from '../secrets/ProjectSecretStore';
import { AppliedNamespaces, type AppliedNamespace } from './AppliedNamespaces';
import { buildProjectObjects } from './buildProjectObjects';
import { explainTerminating } from './explainNamespace';
import { findRemaining } from './findRemaining';
import { resolveKubernetesSettings } from './kubernetesSettings';
import { NamespaceError } from './NamespaceError';
import { NamespaceWriter } from './NamespaceWriter';
import { namespaceOf } from './objectNames';
import { podSettings, type PodSettings } from './podSettings';
import type {
  NamespaceKey,
  NamespaceRecord,
  ProjectNamespaceStore,
} from './ProjectNamespaceStore';

/** What is changed while it is applied, is applied again so often at once. */
const TRIES = 3;

/** What {@link ProjectNamespaces} needs. */
export interface ProjectNamespacesOptions {
  store: ProjectNamespaceStore;
  projects: Pick<ProjectStore, 'find'>;
  secrets: Pick<ProjectSecretStore, 'values'>;
  clusters: { client(cluster: string): Promise<KubernetesClient> };
  logger: LoggerService;
  /** Of the namespaces, such as `pagoda-`. */
  prefix: string;
  /** Address of this portal. */
  portal: string;
  /** Storage of a project's results, in bytes. */
  resultsBytes: number;
  /** What GPUs are asked for as. */
  gpuResource: string;
}

/** Gives projects their namespaces on clusters, and takes them away. May be called at any time, by several replicas. */
export class ProjectNamespaces {
  readonly #options: ProjectNamespacesOptions;
  readonly #applied = new AppliedNamespaces();
  readonly #working = new Map<string, Promise<unknown>>();

  constructor(options: ProjectNamespacesOptions) {
    this.#options = options;
  }

  /**
   * The project's namespace on the cluster, made and up to date. One query where nothing has changed.
   *
   * @throws NamespaceError with an explanation for users; ApiError 404 when the project is gone; KubernetesError when
   * the cluster cannot be reached
   */
  async ensure(
    project: string,
    cluster: string,
  ): Promise<{ namespace: string }> {
    const { store, clusters } = this.#options;
    const version = await store.version(project);
    if (version === undefined) {
      throw notFound('Project', project, 'project');
    }
    const client = await clusters.client(cluster);
    const applied = this.#applied.find({ cluster, project }, version, client);
    return applied
      ? { namespace: applied.namespace }
      : this.apply({ cluster, project });
  }

  /** What every pod of the project has to have, and what it may ask for. */
  async podSettings(project: string): Promise<PodSettings> {
    const record = await this.#options.projects.find(project);
    if (!record) {
      throw notFound('Project', project, 'project');
    }
    return podSettings(record.kubernetes);
  }

  /** The name of a project's namespace, whether it is there or not. */
  namespaceOf(project: string): string {
    return namespaceOf(this.#options.prefix, project);
  }

  /** What {@link ProjectNamespaces.ensure} does, whether or not something seems to have changed. */
  async apply(key: NamespaceKey): Promise<{ namespace: string }> {
    return this.#exclusively(key, async () => {
      const { store, clusters } = this.#options;
      const version = await store.version(key.project);
      const client = await clusters.client(key.cluster);
      const before = this.#applied.find(key, version, client);
      if (before) {
        // Whoever was before us in the queue has done it.
        return { namespace: before.namespace };
      }
      for (let attempt = 1; ; attempt += 1) {
        const { applied, unchanged } = await this.#applied.record(
          key,
          async () => ({ ...(await this.#apply(key, client)), client }),
        );
        // What somebody has changed meanwhile is applied once more, now or at the next look.
        if (unchanged || attempt === TRIES) {
          return { namespace: applied.namespace };
        }
      }
    });
  }

  /**
   * An object as a watch has seen it; without a hash, it is gone.
   *
   * @returns whether it is as it was applied last, as far as is known
   */
  see(
    key: NamespaceKey,
    object: { resource: string; name: string; hash?: string },
  ): boolean {
    return this.#applied.see(key, object);
  }

  /** Whether this version of the project was applied, and not long ago. */
  isUpToDate(
    key: NamespaceKey,
    version: string,
    client: KubernetesClient,
  ): boolean {
    return this.#applied.find(key, version, client) !== undefined;
  }

  /** Takes nothing for true any more of this namespace. */
  doubt(key: NamespaceKey): void {
    this.#applied.delete(key);
  }

  /**
   * Removes the namespace of a project that is gone.
   *
   * @returns whether nothing is left of it
   */
  async remove(record: NamespaceRecord): Promise<boolean> {
    return this.#exclusively(record, async () => {
      try {
        return await this.#remove(record);
      } catch (error) {
        await this.#options.store.observe(record, {
          phase: 'Terminating',
          message: `The namespace could not be removed, which is tried again: ${toError(error).message}`,
        });
        throw error;
      }
    });
  }

  async #remove(record: NamespaceRecord): Promise<boolean> {
    const { store, clusters, logger } = this.#options;
    this.#applied.delete(record);
    const writer = this.#writer(record, await clusters.client(record.cluster));
    const found = await writer.find();
    const foreign = found && writer.foreign(found, record.uid);
    if (foreign) {
      logger.warn(
        `Namespace ${record.namespace} on cluster ${record.cluster} ${foreign}; it is left alone`,
      );
    }
    if (!found || foreign) {
      await store.delete(record);
      return true;
    }
    if (!found.metadata?.deletionTimestamp) {
      await writer.delete(found);
    }
    const waitingFor = found.metadata?.deletionTimestamp
      ? await findRemaining(writer.client, found)
      : [];
    await store.observe(record, {
      phase: 'Terminating',
      message:
        waitingFor.length === 0
          ? 'The namespace is being removed.'
          : 'The namespace is being removed, and waits.',
      waitingFor,
    });
    return false;
  }

  async #apply(
    key: NamespaceKey,
    client: KubernetesClient,
  ): Promise<Omit<AppliedNamespace, 'client'>> {
    const { store } = this.#options;
    const { project, cluster } = key;
    // Read before the rest: what changes in between is applied once more.
    const version = await store.version(project);
    const record =
      version === undefined
        ? undefined
        : await store.begin(key, this.namespaceOf(project));
    if (!record || version === undefined) {
      throw notFound('Project', project, 'project');
    }
    const { namespace } = record;
    if (record.projectDeleted) {
      throw new NamespaceError(
        explainTerminating(namespace, cluster, record.waitingFor),
      );
    }
    const writer = this.#writer(record, client);
    try {
      const hashes = await this.#write(writer, record);
      return { version, namespace, hashes };
    } catch (error) {
      if (error instanceof NamespaceError) {
        const terminating = error.explanation.code === 'NamespaceTerminating';
        await store.observe(key, {
          phase: terminating ? 'Terminating' : 'Refused',
          message: error.explanation.summary,
          waitingFor: error.explanation.evidence.map(({ message }) => ({
            message,
          })),
        });
      }
      throw error;
    }
  }

  async #write(
    writer: NamespaceWriter,
    { project, cluster, uid, phase, namespace }: NamespaceRecord,
  ): Promise<Map<string, string>> {
    const { store, projects, secrets, logger } = this.#options;
    const { resultsBytes, gpuResource } = this.#options;
    const found = await projects.find(project);
    if (!found) {
      throw notFound('Project', project, 'project');
    }
    const settings = resolveKubernetesSettings(found.kubernetes);
    const unreadable: string[] = [];
    const values = await secrets.values(project, {
      onUnreadable: (name, error) => {
        // What the cluster has of it stays; other secrets and runs need not suffer.
        unreadable.push(name);
        logger.error(
          `Secret ${project}/${name} cannot be decrypted`,
          toError(error),
        );
      },
    });
    const own = await writer.writeNamespace(settings, uid);
    const hashes = await writer.writeObjects(
      buildProjectObjects({
        ...{ namespace, project, settings, resultsBytes, gpuResource },
        quota: found.quota,
        secrets: values,
      }),
      unreadable,
    );
    hashes.set(`namespaces/${namespace}`, own.hash);
    if (phase !== 'Active' || own.uid !== uid) {
      await store.observe(
        { cluster, project },
        {
          phase: 'Active',
          message: 'The namespace is as the project wants it.',
          uid: own.uid,
        },
      );
    }
    return hashes;
  }

  #writer(record: NamespaceRecord, client: KubernetesClient): NamespaceWriter {
    return new NamespaceWriter(client, {
      cluster: record.cluster,
      project: record.project,
      namespace: record.namespace,
      portal: this.#options.portal,
    });
  }

  /** One thing at a time for each namespace; what comes later waits. */
  async #exclusively<T>(key: NamespaceKey, work: () => Promise<T>): Promise<T> {
    const name = keyOf(key);
    const before = this.#working.get(name);
    const mine = (async () => {
      // Only waited for: its own caller is told of a failure.
      await before?.catch(() => undefined);
      return work();
    })();
    this.#working.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.#working.get(name) === mine) {
        this.#working.delete(name);
      }
    }
  }
}

function keyOf({ cluster, project }: NamespaceKey): string {
  return `${cluster}/${project}`;
}

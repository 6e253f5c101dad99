import type { Namespace, ResourceQuota } from 'kubernetes-types/core/v1';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { ResourcePath } from '../../clients/kubernetes/ResourcePath';
import {
  buildNamespace,
  buildNamespaceIdentity,
  type NamespaceIdentity,
} from './buildNamespace';
import type { ClusterObject, WantedObject } from './buildProjectObjects';
import { RESOURCE_QUOTA } from './buildResourceQuota';
import {
  explainForeign,
  explainRefused,
  explainTerminating,
} from './explainNamespace';
import { findRemaining } from './findRemaining';
import { hashObject } from './hashObject';
import type { KubernetesSettings } from './kubernetesSettings';
import { NamespaceError } from './NamespaceError';
import {
  LABELS,
  MANAGED_BY,
  PORTAL_ANNOTATION,
  PROJECT_SELECTOR,
  secretObjectName,
} from './objectNames';

/** Which namespace is written. */
export interface NamespaceTarget extends NamespaceIdentity {
  cluster: string;
}

/** What of ours is a secret of the project, and is deleted where it is wanted no more. */
const SECRETS_SELECTOR = `${PROJECT_SELECTOR},${LABELS.secret}`;

/** Writes one project's namespace and what is in it, by server-side apply. */
export class NamespaceWriter {
  readonly client: KubernetesClient;
  readonly #target: NamespaceTarget;

  constructor(client: KubernetesClient, target: NamespaceTarget) {
    this.client = client;
    this.#target = target;
  }

  async find(): Promise<Namespace | undefined> {
    return this.client.find<Namespace>(this.#path());
  }

  /**
   * Why the namespace is not ours, in words; `undefined` where it is.
   *
   * @param uid - of the namespace that was ours: its labels may have been taken off by hand
   */
  foreign({ metadata }: Namespace, uid?: string): string | undefined {
    const { labels = {}, annotations = {} } = metadata ?? {};
    if (uid !== undefined && metadata?.uid === uid) {
      return undefined;
    }
    if (labels[LABELS.managedBy] !== MANAGED_BY) {
      return "is not PAGoDA's";
    }
    if (labels[LABELS.project] !== this.#target.project) {
      return `belongs to project ${labels[LABELS.project] ?? 'nobody knows'}`;
    }
    const portal = annotations[PORTAL_ANNOTATION];
    return portal === this.#target.portal
      ? undefined
      : `belongs to the portal ${portal ?? 'nobody knows'}`;
  }

  /** @throws NamespaceError when it is somebody else's, or being deleted, or refused. */
  async writeNamespace(
    settings: KubernetesSettings,
    uid?: string,
  ): Promise<{ uid: string; hash: string }> {
    const { namespace, cluster, project } = this.#target;
    const found = (await this.find()) ?? (await this.#create());
    const whose = this.foreign(found, uid);
    if (whose) {
      throw new NamespaceError(
        explainForeign(namespace, cluster, project, whose),
      );
    }
    if (found.metadata?.deletionTimestamp) {
      throw await this.#terminating(found);
    }
    const applied = await this.#trying(`namespace ${namespace}`, () =>
      this.client.apply<Namespace>(
        this.#path(),
        buildNamespace(this.#target, settings),
      ),
    );
    return { uid: applied.metadata?.uid ?? '', hash: hashObject(applied) };
  }

  /**
   * @param keptSecrets - secrets that are left as they are
   * @returns the hash of each object as it is stored, by `resource/name`
   */
  async writeObjects(
    objects: WantedObject[],
    keptSecrets: string[],
  ): Promise<Map<string, string>> {
    const hashes = new Map<string, string>();
    await Promise.all([
      ...objects.map(async object => {
        const { resource, name } = object.path;
        hashes.set(
          `${resource}/${name}`,
          hashObject(await this.#writeObject(object)),
        );
      }),
      this.#prune(objects, keptSecrets),
    ]);
    return hashes;
  }

  async delete({ metadata }: Namespace): Promise<void> {
    await this.client.delete(this.#path(), {
      // Not one of the same name that somebody has made in between.
      preconditions: { uid: metadata?.uid },
      propagationPolicy: 'Background',
    });
  }

  /** Made with a create, which cannot take over somebody else's. */
  async #create(): Promise<Namespace> {
    const { namespace } = this.#target;
    try {
      return await this.#trying(`namespace ${namespace}`, () =>
        this.client.create<Namespace>(
          { resource: 'namespaces' },
          buildNamespaceIdentity(this.#target),
        ),
      );
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 409) {
        return this.client.get<Namespace>(this.#path());
      }
      throw error;
    }
  }

  async #writeObject({ path, body }: WantedObject): Promise<ClusterObject> {
    const what = `${path.resource} ${path.name} in namespace ${path.namespace}`;
    const apply = () => this.client.apply<ClusterObject>(path, body);
    if (path.resource === 'secrets') {
      return this.#trying(what, async () => {
        try {
          return await apply();
        } catch (error) {
          if (!(error instanceof KubernetesError && error.status === 422)) {
            throw error;
          }
          // The type of a secret cannot be changed; this is one of another time.
          await this.client.delete(path);
          return apply();
        }
      });
    }
    const applied = await this.#trying(what, apply);
    return path.resource === 'resourcequotas' && path.name === RESOURCE_QUOTA
      ? this.#withoutMore(path, body, applied)
      : applied;
  }

  /** Limits that somebody has added by hand belong to that somebody, so that applying ours leaves them. */
  async #withoutMore(
    path: ResourcePath,
    wanted: ClusterObject,
    applied: ClusterObject,
  ): Promise<ClusterObject> {
    const hard = (quota: ResourceQuota) => quota.spec?.hard ?? {};
    const ours = hard(wanted as ResourceQuota);
    const more = Object.keys(hard(applied as ResourceQuota)).filter(
      name => !(name in ours),
    );
    return more.length === 0
      ? applied
      : this.client.patch<ClusterObject>(
          path,
          {
            spec: { hard: Object.fromEntries(more.map(name => [name, null])) },
          },
          'merge',
        );
  }

  async #prune(objects: WantedObject[], keptSecrets: string[]): Promise<void> {
    const { namespace } = this.#target;
    const path: ResourcePath = { resource: 'secrets' };
    const wanted = new Set([
      ...objects
        .filter(object => object.path.resource === path.resource)
        .map(object => object.path.name),
      ...keptSecrets.map(secretObjectName),
    ]);
    for await (const { metadata } of this.client.listAll<ClusterObject>(
      { ...path, namespace },
      { labelSelector: SECRETS_SELECTOR },
    )) {
      const name = metadata?.name;
      if (name !== undefined && !wanted.has(name)) {
        await this.client.delete({ ...path, namespace, name });
      }
    }
  }

  /** What the cluster refuses becomes an explanation. */
  async #trying<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (
        !(error instanceof KubernetesError) ||
        ![400, 403, 422].includes(error.status)
      ) {
        throw error;
      }
      const found = await this.find();
      throw found?.metadata?.deletionTimestamp
        ? await this.#terminating(found)
        : new NamespaceError(
            explainRefused(what, this.#target.cluster, error.message),
            { cause: error },
          );
    }
  }

  async #terminating(found: Namespace): Promise<NamespaceError> {
    const { namespace, cluster } = this.#target;
    return new NamespaceError(
      explainTerminating(
        namespace,
        cluster,
        await findRemaining(this.client, found),
      ),
    );
  }

  #path(): ResourcePath & { name: string } {
    return { resource: 'namespaces', name: this.#target.namespace };
  }
}

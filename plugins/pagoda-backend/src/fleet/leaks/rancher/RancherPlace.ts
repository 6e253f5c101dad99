import { toError } from '@backstage/errors';
import type { Leak, MissingThing } from '@pagoda/plugin-pagoda-common';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { KubernetesClient } from '../../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../../clients/kubernetes/KubernetesError';
import type { ResourcePath } from '../../../clients/kubernetes/ResourcePath';
import { MANAGED_BY, PORTAL_LABEL } from '../../../engines/kubernetes/labels';
import { CLUSTER_LABEL, UID_LABEL } from '../../../provisioners/rancher/names';
import {
  clustersPath,
  configsPath,
  secretsPath,
} from '../../../provisioners/rancher/paths';
import type { CloudOwnerStore, ClusterOwner } from '../CloudOwnerStore';
import { describeOrphan } from '../describeOrphan';
import {
  idPrefix,
  type AuditDeletion,
  type CleanedLeak,
  type Findings,
  type LeakPlace,
  type PlaceKey,
} from '../types';

/** What {@link RancherPlace} needs. */
export interface RancherPlaceOptions {
  cloud: string;
  client: () => KubernetesClient;
  /** Where its clusters are. */
  namespace: string;
  owners: CloudOwnerStore;
  /** By what this portal is told from others that use the same Rancher. */
  portal: string;
}

interface RancherObject {
  kind: string;
  path: ResourcePath & { name: string };
  metadata: ObjectMeta;
}

/** What goes with a cluster comes after it. */
const KINDS: [kind: string, path: (namespace: string) => ResourcePath][] = [
  ['Cluster', namespace => clustersPath({ namespace })],
  ['OpenstackConfig', namespace => configsPath({ namespace })],
  ['Secret', namespace => secretsPath({ namespace })],
];

/** Objects in a Rancher: clusters, and what describes their machines. */
export class RancherPlace implements LeakPlace {
  readonly key: PlaceKey;
  readonly #options: RancherPlaceOptions;

  constructor(options: RancherPlaceOptions) {
    this.#options = options;
    this.key = { kind: 'cloud', name: options.cloud };
  }

  async look(): Promise<Findings> {
    const { cloud, owners } = this.#options;
    // Before the objects are listed: what is made in the meantime is not gone.
    const clusters = await owners.clusters(cloud, 'rancher');
    const objects = await this.#list();
    return {
      leaks: (await this.#find(objects)).map(({ leak }) => leak),
      missing: await this.#missing(clusters, objects),
    };
  }

  async clean(
    ids: ReadonlySet<string>,
    audit: AuditDeletion,
  ): Promise<CleanedLeak[]> {
    const cleaned: CleanedLeak[] = [];
    for (const { leak } of await this.#find(await this.#list())) {
      if (ids.has(leak.id)) {
        const result = await this.#clean(leak.id, audit);
        if (result) {
          cleaned.push(result);
        }
      }
    }
    return cleaned;
  }

  /** Looked at again right before: deleting the others has taken its time. */
  async #clean(
    id: string,
    audit: AuditDeletion,
  ): Promise<CleanedLeak | undefined> {
    const [kind, name] = id.slice(idPrefix(this.key).length).split('/');
    const toPath = KINDS.find(([each]) => each === kind)![1];
    const { client, namespace } = this.#options;
    const path = { ...toPath(namespace), name };
    try {
      const found = await client().find<{ metadata: ObjectMeta }>(path);
      const [again] = found
        ? await this.#find([{ kind, path, metadata: found.metadata }])
        : [];
      if (again?.leak.id !== id) {
        return undefined;
      }
      await audit(again.leak, () =>
        client().delete(path, {
          preconditions: { uid: again.object.metadata.uid },
        }),
      );
    } catch (error) {
      return { id, deleted: false, message: toError(error).message };
    }
    return {
      id,
      deleted: true,
      message:
        kind === 'Cluster'
          ? 'Rancher was told to delete it, and its machines.'
          : 'It is deleted.',
    };
  }

  async #list(): Promise<RancherObject[]> {
    const { client, namespace, portal } = this.#options;
    const labelSelector = Object.entries({
      ...MANAGED_BY,
      [PORTAL_LABEL]: portal,
    })
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    const objects: RancherObject[] = [];
    for (const [kind, toPath] of KINDS) {
      const path = toPath(namespace);
      try {
        for await (const { metadata } of client().listAll<{
          metadata: ObjectMeta;
        }>(path, { labelSelector })) {
          const name = metadata.name ?? '';
          objects.push({ kind, path: { ...path, name }, metadata });
        }
      } catch (error) {
        // Rancher has no OpenstackConfigs while its driver is not active.
        if (!(error instanceof KubernetesError && error.status === 404)) {
          throw error;
        }
      }
    }
    return objects;
  }

  async #find(
    objects: RancherObject[],
  ): Promise<{ leak: Leak; object: RancherObject }[]> {
    const { cloud, owners, portal } = this.#options;
    const markOf = ({ metadata }: RancherObject) => ({
      portal,
      cluster: metadata.labels?.[CLUSTER_LABEL],
      uid: metadata.labels?.[UID_LABEL],
    });
    const existing = await owners.existing(objects.map(markOf));
    return objects.flatMap(object => {
      const { kind, path, metadata } = object;
      const { namespace = '', name } = path;
      const mark = markOf(object);
      const reason = describeOrphan(mark, existing);
      if (reason === undefined) {
        return [];
      }
      const leak: Leak = {
        id: `${idPrefix(this.key)}${kind}/${name}/${metadata.uid}`,
        ...{ cloud, kind, namespace, name, reason },
        ...(mark.cluster !== undefined && { owner: mark.cluster }),
        createdAt: String(metadata.creationTimestamp),
        ...(metadata.deletionTimestamp && {
          deletionTimestamp: String(metadata.deletionTimestamp),
        }),
        finalizers: metadata.finalizers ?? [],
      };
      return [{ leak, object }];
    });
  }

  async #missing(
    clusters: ClusterOwner[],
    objects: RancherObject[],
  ): Promise<MissingThing[]> {
    const { cloud, owners } = this.#options;
    const there = new Set(
      objects
        .filter(({ kind }) => kind === 'Cluster')
        .map(({ metadata }) => metadata.labels?.[UID_LABEL]),
    );
    const gone = clusters.filter(({ uid }) => !there.has(uid));
    // What was removed while the objects were listed is gone rightly.
    const still =
      gone.length > 0
        ? new Set(
            (await owners.clusters(cloud, 'rancher')).map(({ uid }) => uid),
          )
        : new Set();
    return gone
      .filter(({ uid }) => still.has(uid))
      .map(({ cluster, uid }) => ({
        id: `${idPrefix(this.key)}cluster/${uid}`,
        ...{ cloud, owner: 'cluster', name: cluster, kind: 'Cluster' },
        reason: `Cluster ${cluster} is gone from Rancher ${cloud}.`,
      }));
  }
}

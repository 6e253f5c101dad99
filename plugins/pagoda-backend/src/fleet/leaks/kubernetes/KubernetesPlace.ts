import { toError } from '@backstage/errors';
import type { Leak, MissingThing } from '@pagoda/plugin-pagoda-common';
import type { KubernetesClient } from '../../../clients/kubernetes/KubernetesClient';
import type {
  AuditDeletion,
  CleanedLeak,
  Findings,
  LeakPlace,
  PlaceKey,
} from '../types';
import { findLeaks, thingsOf, type FoundLeak } from './findLeaks';
import { findMissingClaims } from './findMissingClaims';
import type { LabelledStore } from './LabelledStore';
import { readLabelled, type LabelledObject } from './readLabelled';

/** What {@link KubernetesPlace} needs. */
export interface KubernetesPlaceOptions {
  cluster: string;
  store: LabelledStore;
  /** Asked anew for each look. */
  client: () => Promise<KubernetesClient>;
  /** Address of this portal. */
  portal: string;
}

/** Objects on a Kubernetes cluster. */
export class KubernetesPlace implements LeakPlace {
  readonly key: PlaceKey;
  readonly #options: KubernetesPlaceOptions;

  constructor(options: KubernetesPlaceOptions) {
    this.#options = options;
    this.key = { kind: 'cluster', name: options.cluster };
  }

  async look(): Promise<Findings> {
    const { cluster, store, client } = this.#options;
    // Before the objects are listed: what is made in the meantime is no volume whose claim is gone.
    const volumes = await store.claims(cluster);
    const objects = await readLabelled(await client());
    return {
      leaks: (await this.#find(objects)).map(toLeak),
      missing: await this.#findMissing(volumes, objects),
    };
  }

  async clean(
    ids: ReadonlySet<string>,
    audit: AuditDeletion,
  ): Promise<CleanedLeak[]> {
    const found = await this.#find(
      await readLabelled(await this.#options.client()),
    );
    const cleaned: CleanedLeak[] = [];
    for (const leak of found.filter(({ id }) => ids.has(id))) {
      cleaned.push(await this.#delete(leak, audit));
    }
    return cleaned;
  }

  async #find(objects: LabelledObject[]): Promise<FoundLeak[]> {
    const { cluster, store, portal } = this.#options;
    // Asked after the objects were listed: what is made in the meantime is in the database before it is on the cluster.
    const there = await store.existing(cluster, thingsOf(objects));
    return findLeaks(cluster, portal, objects, there);
  }

  async #findMissing(
    volumes: Awaited<ReturnType<LabelledStore['claims']>>,
    objects: LabelledObject[],
  ): Promise<MissingThing[]> {
    const { cluster, store } = this.#options;
    const missing = findMissingClaims(cluster, volumes, objects);
    if (missing.length === 0) {
      return [];
    }
    // Those that were deleted while the objects were listed are missing rightly.
    const still = new Set((await store.claims(cluster)).map(({ key }) => key));
    return missing.filter(({ project, name }) =>
      still.has(`${project}/${name}`),
    );
  }

  async #delete(leak: FoundLeak, audit: AuditDeletion): Promise<CleanedLeak> {
    const { id, object } = leak;
    const finalizers = object.metadata.finalizers ?? [];
    try {
      await audit(toLeak(leak), async () => {
        const client = await this.#options.client();
        await client.delete(object.path, {
          propagationPolicy: 'Background',
          preconditions: { uid: object.metadata.uid },
        });
      });
    } catch (error) {
      return { id, deleted: false, message: toError(error).message };
    }
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

import { toError } from '@backstage/errors';
import type { Leak, MissingThing } from '@pagoda/plugin-pagoda-common';
import type { OpenStackClient } from '../../../clients/openstack/OpenStackClient';
import { OpenStackError } from '../../../clients/openstack/OpenStackError';
import type {
  CloudOwnerStore,
  ClusterOwner,
  StorageOwner,
} from '../CloudOwnerStore';
import { describeOrphan } from '../describeOrphan';
import {
  idPrefix,
  type AuditDeletion,
  type CleanedLeak,
  type Findings,
  type LeakPlace,
  type PlaceKey,
} from '../types';
import type { CloudThing } from './CloudThing';
import { THING_KINDS, type Seen, type ThingKindAccess } from './thingKinds';

/** What {@link OpenStackPlace} needs. */
export interface OpenStackPlaceOptions {
  cloud: string;
  client: () => OpenStackClient;
  owners: CloudOwnerStore;
  /** By what this portal is told from others that use the same cloud. */
  portal: string;
}

/** Errors that are not about one thing. */
const BROKEN = ['Unreachable', 'Unauthorized', 'RateLimited'] as const;

/** Things in the project that PAGoDA has in an OpenStack. */
export class OpenStackPlace implements LeakPlace {
  readonly key: PlaceKey;
  readonly #options: OpenStackPlaceOptions;

  constructor(options: OpenStackPlaceOptions) {
    this.#options = options;
    this.key = { kind: 'cloud', name: options.cloud };
  }

  async look(): Promise<Findings> {
    const { cloud, owners } = this.#options;
    // Before the things are listed: what is made in the meantime is not gone.
    const clusters = await owners.clusters(cloud, 'magnum');
    const storage = await owners.storage(cloud);
    const own: CloudThing[] = [];
    const ids = new Set<string>();
    const offered = new Set<string>();
    for (const kind of THING_KINDS) {
      const things = await this.#list(kind, ids);
      if (things) {
        offered.add(kind.kind);
        own.push(...things);
      }
    }
    return {
      leaks: await this.#toLeaks(own),
      missing: [
        ...(offered.has('MagnumCluster')
          ? await this.#missingClusters(clusters, own)
          : []),
        ...(offered.has('Volume') && offered.has('Snapshot')
          ? await this.#missingStorage(storage, ids)
          : []),
      ],
    };
  }

  async clean(
    ids: ReadonlySet<string>,
    audit: AuditDeletion,
  ): Promise<CleanedLeak[]> {
    const prefix = idPrefix(this.key);
    const ordered = THING_KINDS.flatMap(kind =>
      [...ids].flatMap(id => {
        const [name, own] = id.slice(prefix.length).split('/');
        return name === kind.kind && own ? [{ id, kind, own }] : [];
      }),
    );
    const cleaned: CleanedLeak[] = [];
    for (const [index, { id, kind, own }] of ordered.entries()) {
      try {
        const result = await this.#clean(kind, own, audit);
        if (result) {
          cleaned.push({ id, ...result });
        }
      } catch (error) {
        const { message } = toError(error);
        const left = ordered.slice(index);
        return [
          ...cleaned,
          ...left.map(each => ({ id: each.id, deleted: false, message })),
        ];
      }
    }
    return cleaned;
  }

  /** `undefined` when it is gone, or no leak any more. */
  async #clean(
    kind: ThingKindAccess,
    id: string,
    audit: AuditDeletion,
  ): Promise<Omit<CleanedLeak, 'id'> | undefined> {
    const client = this.#options.client();
    try {
      const seen = await kind.find(client, id);
      const [leak] =
        seen && this.#isOwn(seen) ? await this.#toLeaks([seen]) : [];
      if (!leak) {
        return undefined;
      }
      await audit(leak, () => kind.delete(client, id));
      return {
        deleted: true,
        message: 'The cloud was told to delete it.',
      };
    } catch (error) {
      // Whoever does not answer, or lets nobody in, need not be asked for each of the others.
      if (BROKEN.some(code => OpenStackError.is(error, code))) {
        throw error;
      }
      return { deleted: false, message: toError(error).message };
    }
  }

  /**
   * Those with the mark of this portal; `undefined` where the cloud has no such service.
   *
   * @param ids - those of all are added
   */
  async #list(
    kind: ThingKindAccess,
    ids: Set<string>,
  ): Promise<CloudThing[] | undefined> {
    const own: CloudThing[] = [];
    try {
      for await (const seen of kind.list(this.#options.client())) {
        ids.add(seen.id);
        if (this.#isOwn(seen)) {
          own.push(seen);
        }
      }
    } catch (error) {
      if (OpenStackError.is(error, 'NotOffered')) {
        return undefined;
      }
      throw error;
    }
    return own;
  }

  #isOwn(seen: Seen): seen is CloudThing {
    return seen.mark?.portal === this.#options.portal;
  }

  async #toLeaks(things: CloudThing[]): Promise<Leak[]> {
    const { cloud, owners } = this.#options;
    // Asked after the things were listed: what is made in the meantime is in the database before it is in the cloud.
    const existing = await owners.existing(things.map(({ mark }) => mark));
    return things.flatMap(thing => {
      const { kind, id, name, mark, detail, createdAt, isDeleting } = thing;
      const isStorage = kind === 'Volume' || kind === 'Snapshot';
      const reason = describeOrphan(mark, existing, isStorage ? id : undefined);
      return reason === undefined || isDeleting
        ? []
        : [
            {
              id: `${idPrefix(this.key)}${kind}/${id}`,
              ...{ cloud, kind, name, reason, detail, finalizers: [] },
              ...(mark.project !== undefined && { project: mark.project }),
              ...(mark.cluster !== undefined && { owner: mark.cluster }),
              ...(createdAt !== undefined && { createdAt: toTime(createdAt) }),
            },
          ];
    });
  }

  /** @param ids - of all that there is in the cloud: marks may have been taken off */
  async #missingStorage(
    storage: StorageOwner[],
    ids: ReadonlySet<string>,
  ): Promise<MissingThing[]> {
    const { cloud, owners } = this.#options;
    const gone = storage.filter(({ externalId }) => !ids.has(externalId));
    if (gone.length === 0) {
      return [];
    }
    // What was deleted while the things were listed is gone rightly.
    const still = new Set(
      (await owners.storage(cloud)).map(({ externalId }) => externalId),
    );
    return gone
      .filter(({ externalId }) => still.has(externalId))
      .map(({ kind: owner, project, name, uid, externalId }) => ({
        id: `${idPrefix(this.key)}${owner}/${uid}`,
        ...{ cloud, owner, project, name, externalId },
        kind: owner === 'volume' ? 'Volume' : 'Snapshot',
        reason: `The ${owner} ${name} of project ${project} is gone from cloud ${cloud}: Cinder has none that is called ${externalId}.`,
      }));
  }

  async #missingClusters(
    clusters: ClusterOwner[],
    own: CloudThing[],
  ): Promise<MissingThing[]> {
    const { cloud, owners } = this.#options;
    const there = new Set(
      own
        .filter(({ kind }) => kind === 'MagnumCluster')
        .map(({ mark }) => mark.uid),
    );
    const gone = clusters.filter(({ uid }) => !there.has(uid));
    // What was removed while the things were listed is gone rightly.
    const still =
      gone.length > 0
        ? new Set(
            (await owners.clusters(cloud, 'magnum')).map(({ uid }) => uid),
          )
        : new Set();
    return gone
      .filter(({ uid }) => still.has(uid))
      .map(({ cluster, uid }) => ({
        id: `${idPrefix(this.key)}cluster/${uid}`,
        ...{ cloud, owner: 'cluster', name: cluster, kind: 'MagnumCluster' },
        reason: `Cluster ${cluster} is gone from cloud ${cloud}: Magnum has none that was made for it.`,
      }));
  }
}

/** Services write times with and without a zone; all mean UTC. */
function toTime(text: string): string {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text);
  return new Date(hasZone ? text : `${text}Z`).toISOString();
}

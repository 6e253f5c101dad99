import type { CinderVolume } from '../../../clients/openstack/blockStorageTypes';
import type { Clouds } from '../../../clouds/Clouds';
import type { OfferLists } from '../../../clouds/types';
import type { Files } from '../../../files/Files';
import { isInCloud } from '../../clouds/isInCloud';
import type { Gateways } from '../../gateways/Gateways';
import type { VolumeKey } from '../../types';
import { claimName } from '../kubernetes/KubernetesVolumeProvider';
import type {
  ProvidedState,
  ProvidedVolume,
  VolumeMemory,
  VolumeProvider,
  VolumeRefusal,
} from '../types';
import { CinderCreation } from './CinderCreation';
import { CinderInspection } from './CinderInspection';
import { CinderRemoval } from './CinderRemoval';
import type { CloudVolume, CloudWork } from './CloudVolume';
import { describeStatus, hasFailed, isUnderWay } from './describeStatus';
import { unboundState } from './describeBinding';
import { explainCinderError } from './explainCinderError';
import { extend } from './CinderExtension';
import { cloudNameOf, lostMarks, marksOf } from './marks';
import { newestMessages } from './newestMessages';
import { VolumeBinding, type VolumeBindingOptions } from './VolumeBinding';

/** What {@link CinderVolumeProvider} needs. */
export interface CinderVolumeProviderOptions extends VolumeBindingOptions {
  clouds: Pick<Clouds, 'openstack'>;
  /** What a cloud offers, as it was last read. */
  offers: (cloud: string) => Promise<Pick<OfferLists, 'volumeTypes'>>;
  /** By what this portal is told from others that use the same clouds. */
  portal: string;
  gateways: Pick<Gateways, 'files' | 'release'>;
  /** The quota of a cloud is another than it was read. */
  changed?: (cloud: string) => void;
  now?: () => number;
}

/**
 * Volumes in the block storage of an OpenStack (Cinder). On a cluster a static PersistentVolume leads to each, and a claim
 * that is called as those of Kubernetes' own volumes, so that runs mount it and gateways serve its files as they do those.
 */
export class CinderVolumeProvider implements VolumeProvider {
  readonly name = 'cinder';
  /** It takes a pod: twice an hour at most while a run may write. */
  readonly countCost = 36_000;
  readonly #options: CinderVolumeProviderOptions;
  readonly #now: () => number;
  readonly #creation: CinderCreation;
  readonly #removal: CinderRemoval;
  readonly #binding: VolumeBinding;
  readonly #inspection: CinderInspection;

  constructor(options: CinderVolumeProviderOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#creation = new CinderCreation(options.portal, this.#now);
    this.#removal = new CinderRemoval(this.#creation, this.#now);
    this.#binding = new VolumeBinding(options);
    this.#inspection = new CinderInspection({
      ...{ ...options, now: this.#now, binding: this.#binding },
    });
  }

  async check(
    volume: ProvidedVolume,
    change?: { sizeBytes: number },
  ): Promise<VolumeRefusal | undefined> {
    if (!change || change.sizeBytes >= volume.sizeBytes) {
      return undefined;
    }
    return {
      field: 'size',
      message: `volume '${volume.name}' is in a cloud, where it cannot be made smaller`,
    };
  }

  provision(
    volume: ProvidedVolume,
    memory: VolumeMemory,
  ): Promise<ProvidedState> {
    const own = cloudVolume(volume);
    return explainCinderError(own, async () => {
      const work = await this.#begin(own, memory);
      const found = await this.#creation.ensure(work);
      this.#options.changed?.(own.cloud);
      if ('state' in found) {
        return found.state;
      }
      const { seen } = found;
      await this.#keepMarks(work, seen);
      await this.#noteStatus(work, seen);
      const state: ProvidedState = {
        ...describeStatus(seen, {
          ...{ cloud: own.cloud, now: this.#now() },
          since: work.notes.underWay?.since,
          messages: hasFailed(seen) ? await newestMessages(work, seen) : [],
        }),
        observedAt: this.#now(),
      };
      const left = await this.#unbindOthers(work);
      if (!state.usable) {
        return state;
      }
      const { volumeTypes } = await this.#options.offers(own.cloud);
      const larger = await extend(
        work,
        seen,
        volumeTypes.find(({ name }) => name === seen.volume_type)?.extendOnline,
      );
      const bound = await this.#bind(work, seen);
      if (bound && !bound.usable) {
        return { ...state, ...bound };
      }
      if (left !== undefined) {
        return {
          ...{ ...state, settled: false, reason: 'Unbinding' },
          message: `The volume can be used. ${left}`,
        };
      }
      if (larger || !state.settled) {
        return { ...state, ...larger };
      }
      return { ...state, ...(bound ?? unboundState(seen, own)) };
    });
  }

  remove(
    volume: ProvidedVolume,
    memory: VolumeMemory,
  ): Promise<string | undefined> {
    const own = cloudVolume(volume);
    return explainCinderError(own, async () => {
      const work = await this.#begin(own, memory);
      for (const cluster of boundTo(work)) {
        const waitsFor = await this.#unbind(work, cluster);
        if (waitsFor !== undefined) {
          return waitsFor;
        }
      }
      const waitsFor = await this.#removal.remove(work);
      this.#options.changed?.(own.cloud);
      return waitsFor;
    });
  }

  files(volume: ProvidedVolume): Files {
    const { cluster, project, name, owner } = volume;
    if (cluster === undefined) {
      throw new Error(`Volume ${project}/${name} is on no cluster`);
    }
    return this.#options.gateways.files({
      ...{ cluster, project, owner, claim: claimName(name) },
      title: `volume '${name}'`,
    });
  }

  inspect(
    volumes: ProvidedVolume[],
  ): Promise<{ volume: VolumeKey; state: ProvidedState }[]> {
    return this.#inspection.inspect(volumes.map(cloudVolume));
  }

  async #begin(volume: CloudVolume, memory: VolumeMemory): Promise<CloudWork> {
    const { blockStorage, caller } = this.#options.clouds.openstack(
      volume.cloud,
    );
    const work: CloudWork = {
      ...{ volume, api: blockStorage, notes: volume.notes },
      cloudProject: await caller.projectId(),
      save: async (patch, externalId) => {
        await memory.save(patch, externalId);
        work.notes = { ...work.notes, ...patch };
      },
    };
    return work;
  }

  async #keepMarks({ volume, api }: CloudWork, seen: CinderVolume) {
    const lost = lostMarks(seen, marksOf(this.#options.portal, volume));
    if (Object.keys(lost).length > 0) {
      await api.setVolumeMetadata(seen.id, lost);
    }
    const name = cloudNameOf(volume);
    if (seen.name !== name) {
      await api.updateVolume(seen.id, { name });
    }
  }

  /** Since when something is under way, and how large it is. */
  async #noteStatus(work: CloudWork, seen: CinderVolume): Promise<void> {
    const { underWay, seenGiB } = work.notes;
    const { status, size } = seen;
    const now = isUnderWay(seen) ? status : undefined;
    if (now === underWay?.status && size === seenGiB) {
      return;
    }
    const began =
      now === underWay?.status ? underWay : { status, since: this.#now() };
    await work.save({
      seenGiB: size,
      underWay: now === undefined ? undefined : began,
    });
  }

  /** Takes it off the clusters that it is no longer to be on. */
  async #unbindOthers(work: CloudWork): Promise<string | undefined> {
    const waits: string[] = [];
    for (const cluster of boundTo(work)) {
      if (cluster !== work.volume.cluster) {
        const waitsFor = await this.#unbind(work, cluster);
        waits.push(...(waitsFor === undefined ? [] : [waitsFor]));
      }
    }
    return waits.length > 0 ? waits.join(' ') : undefined;
  }

  async #unbind(work: CloudWork, cluster: string): Promise<string | undefined> {
    const waitsFor = await this.#binding.unbind(cluster, work.volume);
    if (waitsFor === undefined) {
      await work.save({
        boundTo: boundTo(work).filter(other => other !== cluster),
      });
    }
    return waitsFor;
  }

  async #bind(work: CloudWork, seen: CinderVolume) {
    const { volume } = work;
    const { cluster } = volume;
    if (cluster === undefined) {
      return undefined;
    }
    if (!boundTo(work).includes(cluster)) {
      await work.save({ boundTo: [...boundTo(work), cluster] });
    }
    return this.#binding.bind(cluster, volume, {
      ...{ externalId: seen.id, gib: seen.size },
      zone: seen.availability_zone,
    });
  }
}

function boundTo({ notes }: CloudWork): string[] {
  return notes.boundTo ?? [];
}

function cloudVolume(volume: ProvidedVolume): CloudVolume {
  // What the service stores with this provider has them.
  if (!isInCloud({ ...volume, provider: 'cinder' as const })) {
    throw new Error(
      `Volume ${volume.project}/${volume.name} has no cloud or no uid`,
    );
  }
  return volume as CloudVolume;
}

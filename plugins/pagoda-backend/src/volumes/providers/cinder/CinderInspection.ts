import type { CinderVolume } from '../../../clients/openstack/blockStorageTypes';
import type { OpenStackClient } from '../../../clients/openstack/OpenStackClient';
import { OpenStackError } from '../../../clients/openstack/OpenStackError';
import type { Clouds } from '../../../clouds/Clouds';
import { ApiError } from '../../../http/errors';
import { gibOf } from '../../clouds/wholeGiB';
import type { VolumeKey } from '../../types';
import type { ProvidedState } from '../types';
import { goneState } from './CinderCreation';
import type { CloudVolume } from './CloudVolume';
import { unboundState, type BindingState } from './describeBinding';
import { describeStatus, factsOf, hasFailed } from './describeStatus';
import { lostMarks, marksOf } from './marks';
import { newestMessages } from './newestMessages';
import type { VolumeBinding } from './VolumeBinding';

/** What {@link CinderInspection} needs. */
export interface CinderInspectionOptions {
  clouds: Pick<Clouds, 'openstack'>;
  portal: string;
  binding: Pick<VolumeBinding, 'look'>;
  now: () => number;
}

/** Volumes that are asked for one by one, or written to, at one inspection of a cloud: the rest waits for the next. */
const SINGLES = 25;

interface Inspected {
  volume: VolumeKey;
  state: ProvidedState;
}

/** Finds out what has happened to volumes that can be used: by one list of each cloud and two of each cluster. */
export class CinderInspection {
  readonly #options: CinderInspectionOptions;

  constructor(options: CinderInspectionOptions) {
    this.#options = options;
  }

  /** Of clouds that do not answer nothing is told: that is said of the cloud. */
  async inspect(volumes: readonly CloudVolume[]): Promise<Inspected[]> {
    const bindings = await this.#bindings(volumes);
    const clouds = [...new Set(volumes.map(({ cloud }) => cloud))];
    const inspected = await Promise.all(
      clouds.map(async cloud => {
        try {
          return await this.#inspectIn(
            this.#options.clouds.openstack(cloud),
            volumes.filter(volume => volume.cloud === cloud),
            bindings,
          );
        } catch (error) {
          if (error instanceof OpenStackError || error instanceof ApiError) {
            return [];
          }
          throw error;
        }
      }),
    );
    return inspected.flat();
  }

  /** By uid. Those are missing whose cluster does not answer. */
  async #bindings(
    volumes: readonly CloudVolume[],
  ): Promise<Map<string, BindingState>> {
    const clusters = new Set(volumes.flatMap(({ cluster }) => cluster ?? []));
    const looks = await Promise.all(
      [...clusters].map(cluster =>
        this.#options.binding.look(
          cluster,
          volumes.filter(volume => volume.cluster === cluster),
        ),
      ),
    );
    return new Map(looks.flatMap(look => [...(look ?? [])]));
  }

  async #inspectIn(
    client: OpenStackClient,
    volumes: readonly CloudVolume[],
    bindings: Map<string, BindingState>,
  ): Promise<Inspected[]> {
    const { blockStorage: api } = client;
    const now = this.#options.now();
    const cloudProject = await client.caller.projectId();
    const seenById = new Map<string, CinderVolume>();
    for await (const one of api.volumes()) {
      seenById.set(one.id, one);
    }
    const inspected: Inspected[] = [];
    let singles = 0;
    for (const volume of volumes) {
      const { project, name, externalId } = volume;
      let seen = externalId && seenById.get(externalId);
      if (externalId && !seen) {
        if (singles >= SINGLES) {
          continue;
        }
        singles += 1;
        // Lists are read page by page while things come and go.
        seen = await api.findVolume(externalId);
        if (!seen) {
          const { notes } = volume;
          const state = goneState({ volume, notes, cloudProject });
          inspected.push({ volume: { project, name }, state });
        }
      }
      if (!seen) {
        continue;
      }
      const lost = lostMarks(seen, marksOf(this.#options.portal, volume));
      if (Object.keys(lost).length > 0 && singles < SINGLES) {
        singles += 1;
        await api.setVolumeMetadata(seen.id, lost);
      }
      const state = await this.#stateOf(client, volume, seen, bindings);
      if (state) {
        const observed = { ...state, observedAt: now };
        inspected.push({ volume: { project, name }, state: observed });
      }
    }
    return inspected;
  }

  /** The same as provisioning would say; nothing where that is under way. */
  async #stateOf(
    { blockStorage: api }: OpenStackClient,
    volume: CloudVolume,
    seen: CinderVolume,
    bindings: Map<string, BindingState>,
  ): Promise<ProvidedState | undefined> {
    const { cloud, cluster, uid } = volume;
    const now = this.#options.now();
    const isUnsettled =
      volume.observedGeneration < volume.generation ||
      seen.size < gibOf(volume.sizeBytes);
    const state = describeStatus(seen, {
      ...{ cloud, now },
      messages: hasFailed(seen) ? await newestMessages({ api }, seen) : [],
    });
    if (!state.usable) {
      return state;
    }
    if (isUnsettled || !state.settled) {
      return undefined;
    }
    if (cluster === undefined) {
      return { ...state, ...unboundState(seen, volume) };
    }
    const bound = bindings.get(uid);
    return bound && { ...state, ...factsOf(seen), ...bound };
  }
}

import type { QuotaUsages } from '../../../clients/openstack/Quota';
import type {
  CinderVolume,
  NewCinderVolume,
} from '../../../clients/openstack/blockStorageTypes';
import { OpenStackError } from '../../../clients/openstack/OpenStackError';
import { gibOf } from '../../clouds/wholeGiB';
import type { ProvidedState } from '../types';
import type { CloudVolume, CloudWork } from './CloudVolume';
import { saysOf } from './explainCinderError';
import { cloudNameOf, marksOf } from './marks';

/**
 * How long after it was asked to make one a cloud may show no volume although it is making it, in milliseconds: as long as
 * a request may take on its way.
 */
export const ATTEMPT = 90_000;

/** A volume that there is, or why there is none. */
export type Found = { seen: CinderVolume } | { state: ProvidedState };

/** Finds volumes in Cinder, and makes them; each once, wherever the process is killed. */
export class CinderCreation {
  readonly #portal: string;
  readonly #now: () => number;

  /** @param portal - by what this one is told from others that use the same cloud */
  constructor(portal: string, now: () => number) {
    this.#portal = portal;
    this.#now = now;
  }

  /** Found again, or made. */
  async ensure(work: CloudWork): Promise<Found> {
    const { volume, notes } = work;
    const seen = await this.find(work);
    if (seen) {
      return { seen };
    }
    if (volume.externalId !== undefined) {
      return { state: goneState(work) };
    }
    if (this.isAsked(work)) {
      return {
        state: {
          ...{ usable: false, settled: false, reason: 'Creating' },
          message: `Cloud '${volume.cloud}' was asked to make it at ${new Date(notes.attemptedAt!).toISOString()} and has not answered; the portal looks whether it does before it asks again.`,
        },
      };
    }
    return this.#create(work);
  }

  /** Whether the cloud may be making it although it does not show it yet. */
  isAsked({ notes }: CloudWork): boolean {
    return (
      notes.attemptedAt !== undefined &&
      this.#now() - notes.attemptedAt < ATTEMPT
    );
  }

  /** By its id; by its mark where that is not known, and the id is then kept. */
  async find(work: CloudWork): Promise<CinderVolume | undefined> {
    const { volume, api } = work;
    if (volume.externalId !== undefined) {
      return api.findVolume(volume.externalId);
    }
    const marked: CinderVolume[] = [];
    for await (const one of api.volumes({
      metadata: { pagoda_uid: volume.uid },
    })) {
      if (one.metadata.pagoda_uid === volume.uid) {
        marked.push(one);
      }
    }
    // Somebody may have copied the mark: the first is the one that was made for it.
    const [seen] = marked.sort((a, b) =>
      a.created_at.localeCompare(b.created_at),
    );
    if (seen) {
      await this.#keep(work, seen);
    }
    return seen;
  }

  async #create(work: CloudWork): Promise<Found> {
    const { volume, api, cloudProject } = work;
    await work.save({ attemptedAt: this.#now(), cloudProject });
    let seen: CinderVolume;
    try {
      seen = await api.createVolume(this.#toNew(volume));
    } catch (error) {
      if (!(error instanceof OpenStackError) || error.uncertain) {
        throw error;
      }
      await work.save({ attemptedAt: undefined });
      const state = await refusalOf(work, error, {
        ...{ volumes: 1, gigabytes: gibOf(volume.sizeBytes) },
      });
      if (!state) {
        throw error;
      }
      return { state: { ...state, usable: false, settled: true } };
    }
    await this.#keep(work, seen);
    return { seen };
  }

  async #keep(work: CloudWork, seen: CinderVolume): Promise<void> {
    const { cloudProject } = work;
    await work.save(
      { attemptedAt: undefined, seenGiB: seen.size, cloudProject },
      seen.id,
    );
  }

  #toNew(volume: CloudVolume): NewCinderVolume {
    const { project, source, volumeType, zone } = volume;
    return {
      name: cloudNameOf(volume),
      description: `Volume ${volume.name} of project ${project} in PAGoDA`,
      size: gibOf(volume.sizeBytes),
      ...(volumeType !== undefined && { volume_type: volumeType }),
      ...(zone !== undefined && { availability_zone: zone }),
      ...(source &&
        (source.snapshot === undefined
          ? { source_volid: source.externalId }
          : { snapshot_id: source.externalId })),
      metadata: marksOf(this.#portal, volume),
    };
  }
}

/** A volume that was there and is no more. */
export function goneState({
  volume,
  notes,
  cloudProject,
}: Pick<CloudWork, 'volume' | 'notes' | 'cloudProject'>): ProvidedState {
  const { cloud, externalId } = volume;
  return {
    ...{ usable: false, settled: true, attachments: [] },
    ...(isElsewhere({ notes, cloudProject })
      ? {
          reason: 'CloudProjectChanged',
          message: `It is in project ${notes.cloudProject} of cloud '${cloud}', and the portal's account is in project ${cloudProject} by now. An administrator has to give the portal an account of the former.`,
        }
      : {
          reason: 'DeletedOutside',
          message: `Somebody has deleted it in cloud '${cloud}' (${externalId}), and its files with it. Delete this volume.`,
        }),
  };
}

/** Whether it was made in another project of the cloud than that which is looked into. */
export function isElsewhere({
  notes,
  cloudProject,
}: Pick<CloudWork, 'notes' | 'cloudProject'>): boolean {
  return (
    notes.cloudProject !== undefined && notes.cloudProject !== cloudProject
  );
}

/**
 * What it means that the cloud has refused something of one volume; nothing where the error is about more than that.
 *
 * @param needs - what was asked for, of each thing that is counted
 */
export async function refusalOf(
  { volume, api }: Pick<CloudWork, 'volume' | 'api'>,
  error: OpenStackError,
  needs: Record<'gigabytes', number> & Partial<Record<'volumes', number>>,
): Promise<Pick<ProvidedState, 'reason' | 'message'> | undefined> {
  const { cloud, volumeType } = volume;
  switch (error.code) {
    case 'OverQuota':
      return {
        reason: 'QuotaExceeded',
        message: `It does not fit into the quota of cloud '${cloud}': ${describeShortage(
          await api.quotas(),
          needs,
          volumeType,
          saysOf(error),
        )} Delete a volume there, or have its operators raise the quota; the portal tries again by itself.`,
      };
    case 'BadRequest':
    case 'NotFound':
    case 'InUse':
    case 'Conflict':
      return {
        reason: 'Refused',
        message: `Cloud '${cloud}' refuses it: ${saysOf(error)}`,
      };
    default:
      return undefined;
  }
}

/**
 * What of a quota is short.
 *
 * @param otherwise - what is said where nothing seems to be
 */
export function describeShortage(
  quotas: QuotaUsages,
  needs: Partial<Record<string, number>>,
  volumeType: string | undefined,
  otherwise: string,
): string {
  const short: string[] = [];
  for (const [resource, needed = 0] of Object.entries(needs)) {
    for (const name of [
      resource,
      ...(volumeType === undefined ? [] : [`${resource}_${volumeType}`]),
    ]) {
      const { limit = -1, used = 0, reserved = 0 } = quotas[name] ?? {};
      if (limit >= 0 && used + reserved + needed > limit) {
        const unit = resource === 'gigabytes' ? 'GiB' : resource;
        const type = name === resource ? '' : ` of type ${volumeType}`;
        short.push(
          `${needed} ${unit}${type} ${needed === 1 && unit !== 'GiB' ? 'is' : 'are'} needed, and ${used + reserved} of ${limit} are taken`,
        );
      }
    }
  }
  return short.length > 0 ? `${short.join('; ')}.` : otherwise;
}

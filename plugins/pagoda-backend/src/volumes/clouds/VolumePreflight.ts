import type { Preflight, PreflightItem } from '@pagoda/plugin-pagoda-common';
import type { Clouds } from '../../clouds/Clouds';
import type { CloudWatch } from '../../clouds/CloudWatch';
import type { Reservations } from '../../clouds/Reservations';
import { compareDemand } from '../../clusters/provisioning/compareDemand';
import { describeShort } from '../../clusters/provisioning/PreflightService';
import { ApiError } from '../../http/errors';
import type { Demand, PlanProblem } from '../../provisioners/types';
import type { CloudVolumeStore } from '../CloudVolumeStore';
import type { SnapshotStore } from '../snapshots/SnapshotStore';
import { gibOf } from './wholeGiB';

const GIB = 1024 ** 3;

/** What {@link VolumePreflight} needs. */
export interface VolumePreflightOptions {
  clouds: Clouds;
  watch: Pick<CloudWatch, 'offers' | 'quota'>;
  store: Pick<CloudVolumeStore, 'promised'>;
  snapshots: Pick<SnapshotStore, 'promised'>;
  /** What volumes and snapshots were promised is added to it. */
  reservations: Reservations;
}

/** A volume that is wanted. */
export interface WantedVolume {
  cloud: string;
  sizeBytes: number;
  volumeType?: string;
  /** Bytes that it has already: it is to be made larger. */
  presentBytes?: number;
  /** It is no volume, but a snapshot of one. */
  isSnapshot?: boolean;
}

/** Finds out whether volumes fit into the quotas of their clouds as those are now. */
export class VolumePreflight {
  readonly #options: VolumePreflightOptions;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(options: VolumePreflightOptions) {
    this.#options = options;
    options.reservations.add(cloud => this.#reserved(cloud));
  }

  /**
   * Makes nothing.
   *
   * @param field - of the request's body, of one of the volumes
   * @throws ApiError 503 `CloudUnavailable`
   */
  async preflight(
    wanted: readonly WantedVolume[],
    field: (index: number, name: 'cloud' | 'volumeType') => string = (
      _,
      name,
    ) => name,
  ): Promise<Preflight> {
    const problems: PlanProblem[] = [];
    for (const [index, one] of wanted.entries()) {
      const problem = await this.#problemOf(one);
      if (problem) {
        problems.push({ ...problem, field: field(index, problem.field) });
      }
    }
    const names = [...new Set(wanted.map(({ cloud }) => cloud))].filter(
      name => this.#options.clouds.find(name)?.kind === 'openstack',
    );
    const items: PreflightItem[] = [];
    const times: number[] = [];
    for (const cloud of names) {
      const demand = await this.#demandOf(
        cloud,
        wanted.filter(one => one.cloud === cloud),
      );
      // In this order: what is made meanwhile is rather counted twice than not at all.
      const reserved = await this.#options.reservations.of(cloud);
      const quota = await this.#options.watch.quota(cloud);
      times.push(quota.at);
      items.push(
        ...compareDemand(demand, quota.value, reserved)
          // Volume types without a limit of their own are nothing to be told of.
          .filter(item => item.volumeType === undefined || item.limit !== null)
          .map(item => ({ ...item, cloud })),
      );
    }
    return {
      fits: problems.length === 0 && items.every(({ short }) => short === 0),
      ...{ items, problems },
      ...(times.length > 0 && {
        observedAt: new Date(Math.min(...times)).toISOString(),
      }),
    };
  }

  /**
   * Does the work when it fits, and nothing else of that kind for the cloud meanwhile.
   *
   * @throws ApiError 409 `DoesNotFit`; 503 `CloudUnavailable`
   */
  async require<T>(wanted: WantedVolume, work: () => Promise<T>): Promise<T> {
    const { cloud } = wanted;
    const before = this.#turns.get(cloud);
    const mine = (async () => {
      // Only waited for: its own caller is told of a failure.
      await before?.catch(() => undefined);
      const { items } = await this.preflight([wanted]);
      refuseShort(cloud, items);
      return work();
    })();
    this.#turns.set(cloud, mine);
    try {
      return await mine;
    } finally {
      if (this.#turns.get(cloud) === mine) {
        this.#turns.delete(cloud);
      }
    }
  }

  /** What volumes and snapshots were promised that the cloud does not count yet. */
  async #reserved(cloud: string): Promise<Demand[]> {
    const { store, snapshots } = this.#options;
    const promised = await store.promised(cloud);
    const ofSnapshots = await snapshots.promised(cloud);
    return this.#demandOf(cloud, [
      ...ofSnapshots.map(one => ({ ...one, cloud, isSnapshot: true })),
      ...promised.map(({ sizeBytes, volumeType, externalId, notes }) => ({
        ...{ cloud, sizeBytes, volumeType },
        ...(externalId !== undefined && {
          // Unknown until it was first seen; it is then counted by the cloud as it was asked for.
          presentBytes:
            notes.seenGiB === undefined ? sizeBytes : notes.seenGiB * GIB,
        }),
      })),
    ]);
  }

  async #demandOf(
    cloud: string,
    wanted: readonly WantedVolume[],
  ): Promise<Demand[]> {
    const { volumeTypes } = await this.#options.watch.offers(cloud);
    const usual = volumeTypes.find(({ isDefault }) => isDefault)?.name;
    return wanted.flatMap(one => {
      const { sizeBytes, presentBytes, volumeType = usual } = one;
      const resource = one.isSnapshot ? 'snapshots' : 'volumes';
      const gigabytes =
        gibOf(sizeBytes) -
        (presentBytes === undefined ? 0 : gibOf(presentBytes));
      const demand: Demand[] = [
        ...(presentBytes === undefined
          ? [{ resource, amount: 1 } as const]
          : []),
        { resource: 'gigabytes', amount: Math.max(0, gigabytes) },
      ];
      return volumeType === undefined
        ? demand
        : [...demand, ...demand.map(part => ({ ...part, volumeType }))];
    });
  }

  async #problemOf({ cloud, volumeType }: WantedVolume): Promise<
    | (Pick<PlanProblem, 'message' | 'advice'> & {
        field: 'cloud' | 'volumeType';
      })
    | undefined
  > {
    const { clouds, watch } = this.#options;
    if (clouds.find(cloud)?.kind !== 'openstack') {
      return {
        field: 'cloud',
        message: `there is no OpenStack cloud '${cloud}'`,
        advice: 'GET /clouds lists the clouds there are.',
      };
    }
    const { volumeTypes } = await watch.offers(cloud);
    return volumeType === undefined ||
      volumeTypes.length === 0 ||
      volumeTypes.some(({ name }) => name === volumeType)
      ? undefined
      : {
          field: 'volumeType',
          message: `cloud '${cloud}' has no volume type '${volumeType}'`,
          advice: `It has ${volumeTypes.map(({ name }) => name).join(', ')}.`,
        };
  }
}

function refuseShort(cloud: string, items: readonly PreflightItem[]): void {
  const short = items.filter(item => item.short > 0);
  if (short.length > 0) {
    throw new ApiError(
      `It does not fit into cloud '${cloud}': ${describeShort(short)}`,
      {
        code: 'DoesNotFit',
        status: 409,
        field: 'size',
        advice:
          'Ask for less, delete a volume there, or have the operators of the cloud raise the quota.',
        problems: short.map(({ resource, needed, left, short: by }) => ({
          field: resource,
          message: `needs ${needed}, and ${left} are left: short by ${by}`,
        })),
      },
    );
  }
}

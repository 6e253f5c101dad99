import type { VolumeCreate } from '@pagoda/plugin-pagoda-common';
import type { Clouds } from '../../clouds/Clouds';
import type { CloudWatch } from '../../clouds/CloudWatch';
import type { ClusterStore } from '../../clusters/ClusterStore';
import { conflict, invalidInput, type Problem } from '../../http/errors';
import { setCondition } from '../../setCondition';
import { v7 as uuid } from 'uuid';
import type { CloudVolumeSource, NewVolume, VolumeRecord } from '../types';
import type { VolumeStore } from '../VolumeStore';
import { wholeGiB } from './wholeGiB';

/** What {@link CloudVolumes} needs. */
export interface CloudVolumesOptions {
  clouds: Clouds;
  watch: Pick<CloudWatch, 'offers'>;
  store: VolumeStore;
  clusters: Pick<ClusterStore, 'find'>;
  connections: { names(): Promise<string[]> };
}

/** What a volume in a cloud is to be, beside what all volumes are. */
export type CloudPlace = Pick<
  NewVolume,
  | 'provider'
  | 'cluster'
  | 'uid'
  | 'cloud'
  | 'volumeType'
  | 'zone'
  | 'source'
  | 'size'
  | 'sizeBytes'
  | 'deletionProtection'
  | 'conditions'
>;

/** What goes with a cloud alone. */
const OF_CLOUDS = ['volumeType', 'zone', 'source'] as const;
/** What goes with Kubernetes' own volumes alone. */
const OF_CLUSTERS = ['storageClass', 'accessMode'] as const;

/** The rules of volumes in clouds. */
export class CloudVolumes {
  readonly #options: CloudVolumesOptions;

  constructor(options: CloudVolumesOptions) {
    this.#options = options;
  }

  /** @throws ApiError 400 where a volume that is in no cloud is to have what those in clouds have. */
  refuseWithoutCloud(body: VolumeCreate): void {
    const given: string[] = OF_CLOUDS.filter(key => body[key] !== undefined);
    if (body.deletionProtection) {
      given.push('deletionProtection');
    }
    if (given.length > 0) {
      throw invalidInput(
        given.map(field => ({
          field,
          message: 'goes with volumes in a cloud alone; name its cloud, too',
        })),
      );
    }
  }

  /**
   * Where a volume is to be, and what it is to be made from.
   *
   * @throws ApiError 400 that names all fields that are wrong; 409 `SourceNotReady`
   */
  async place(
    project: string,
    body: VolumeCreate & { cloud: string },
    sizeBytes: number,
  ): Promise<CloudPlace> {
    const { cloud, cluster, deletionProtection = false } = body;
    const problems: Problem[] = OF_CLUSTERS.filter(
      key => body[key] !== undefined,
    ).map(field => ({
      field,
      message: 'does not go with a volume in a cloud; leave it out',
    }));
    problems.push(...(await this.#checkOffers(body)));
    if (cluster !== undefined) {
      problems.push(...(await this.#checkCluster(cluster)));
    }
    const size = wholeGiB(body.size, sizeBytes);
    const source =
      body.source &&
      (await this.#findSource(project, body, size.sizeBytes, problems));
    if (problems.length > 0) {
      throw invalidInput(problems);
    }
    return {
      ...{ provider: 'cinder', uid: uuid(), cloud, cluster },
      ...{ size: size.size, sizeBytes: size.sizeBytes },
      volumeType: body.volumeType ?? source?.volumeType,
      zone: body.zone,
      ...(source && { source: source.source }),
      deletionProtection,
      ...(size.rounded && { conditions: setCondition([], size.rounded) }),
    };
  }

  /** @throws ApiError 400 where the cluster cannot mount volumes of clouds. */
  async requireCluster(name: string): Promise<void> {
    const problems = await this.#checkCluster(name);
    if (problems.length > 0) {
      throw invalidInput(problems, 'GET /clusters lists the clusters.');
    }
  }

  async #checkOffers({
    cloud,
    volumeType,
    zone,
  }: VolumeCreate & { cloud: string }): Promise<Problem[]> {
    const { clouds, watch } = this.#options;
    const found = clouds.find(cloud);
    if (found?.kind !== 'openstack') {
      const names = clouds
        .list()
        .filter(({ kind }) => kind === 'openstack')
        .map(({ name }) => `'${name}'`);
      return [
        {
          field: 'cloud',
          message: `${
            found
              ? `'${cloud}' has no volumes of its own: it is a Rancher`
              : `there is no cloud '${cloud}'`
          }; ${
            names.length > 0
              ? `volumes can be in ${names.join(', ')}`
              : 'this portal has no OpenStack'
          }`,
        },
      ];
    }
    const { volumeTypes, zones } = await watch.offers(cloud);
    const ofVolumes = zones.filter(({ kinds }) => kinds.includes('volume'));
    return [
      ...refuseUnoffered('volumeType', cloud, volumeType, volumeTypes),
      ...refuseUnoffered('zone', cloud, zone, ofVolumes),
    ];
  }

  async #checkCluster(name: string): Promise<Problem[]> {
    const { clusters, connections } = this.#options;
    const refuse = (message: string) => [{ field: 'cluster', message }];
    const cluster = await clusters.find(name);
    if (!cluster) {
      return refuse(`there is no cluster '${name}'`);
    }
    if (cluster.phase === 'Deleting') {
      return refuse(`cluster '${name}' is being removed`);
    }
    if (cluster.engine !== 'kubernetes') {
      return refuse(
        `cluster '${name}' is no Kubernetes, and cannot mount volumes of a cloud`,
      );
    }
    return (await connections.names()).includes(name)
      ? []
      : refuse(
          `cluster '${name}' has no connection yet; wait until it is made`,
        );
  }

  async #findSource(
    project: string,
    { cloud, source }: VolumeCreate & { cloud: string },
    sizeBytes: number,
    problems: Problem[],
  ): Promise<{ source: CloudVolumeSource; volumeType?: string } | undefined> {
    const { store } = this.#options;
    const { volume, snapshot } = source!;
    const record = await store.find(project, volume);
    if (!record || record.phase === 'Deleting') {
      problems.push({
        field: 'source.volume',
        message: `project '${project}' has no volume '${volume}'`,
      });
      return undefined;
    }
    if (record.cloud !== cloud) {
      problems.push({
        field: 'source.volume',
        message: `volume '${volume}' is not in cloud '${cloud}'`,
      });
      return undefined;
    }
    const { externalId, sizeBytes: least } =
      snapshot === undefined
        ? { ...record, externalId: readyId(record) }
        : await this.#findSnapshot(record, snapshot, problems);
    if (sizeBytes < least) {
      problems.push({
        field: 'size',
        message: `is less than the source has; ask for at least ${least / 1024 ** 3}Gi`,
      });
    }
    return externalId === undefined
      ? undefined
      : {
          source: {
            volume,
            ...(snapshot !== undefined && { snapshot }),
            externalId,
          },
          volumeType: record.volumeType,
        };
  }

  async #findSnapshot(
    record: VolumeRecord,
    name: string,
    problems: Problem[],
  ): Promise<{ externalId?: string; sizeBytes: number }> {
    const found = await this.#options.store.clouds.snapshot(record, name);
    if (!found || found.phase === 'Deleting') {
      problems.push({
        field: 'source.snapshot',
        message: `volume '${record.name}' has no snapshot '${name}'`,
      });
      return { sizeBytes: 0 };
    }
    if (found.phase !== 'Available' || found.externalId === undefined) {
      throw conflict(
        'SourceNotReady',
        `Snapshot '${name}' of volume '${record.name}' is not ready`,
        {
          ...{
            field: 'source.snapshot',
            advice: 'Wait until it is Available.',
          },
        },
      );
    }
    return found;
  }
}

/** @throws ApiError 409 `SourceNotReady` where the volume has not been made yet. */
function readyId({ name, phase, externalId }: VolumeRecord): string {
  if (phase !== 'Available' || externalId === undefined) {
    throw conflict('SourceNotReady', `Volume '${name}' is not ready`, {
      ...{ field: 'source.volume', advice: 'Wait until it is Available.' },
    });
  }
  return externalId;
}

/** Nothing is refused of a list that has not been read yet: the cloud itself tells then. */
function refuseUnoffered(
  field: string,
  cloud: string,
  wanted: string | undefined,
  offers: readonly { name: string }[],
): Problem[] {
  return wanted === undefined ||
    offers.length === 0 ||
    offers.some(({ name }) => name === wanted)
    ? []
    : [
        {
          field,
          message: `cloud '${cloud}' does not offer '${wanted}'; it has ${offers
            .map(({ name }) => `'${name}'`)
            .join(', ')}`,
        },
      ];
}

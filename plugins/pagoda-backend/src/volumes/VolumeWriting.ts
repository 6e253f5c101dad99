import {
  formatBytes,
  type Condition,
  type Volume,
  type VolumeCreate,
  type VolumeUpdate,
} from '@pagoda/plugin-pagoda-common';
import type { Clouds } from '../clouds/Clouds';
import type { ClusterStore } from '../clusters/ClusterStore';
import { setCondition } from '../setCondition';
import { conflict, invalidInput, notFound } from '../http/errors';
import { withFileErrors } from '../http/fileErrors';
import { recordAnswer, type Idempotency } from '../http/idempotency';
import { checkStorageQuota } from './checkStorageQuota';
import type { CloudVolumes } from './clouds/CloudVolumes';
import { describeInCloud } from './clouds/describeInCloud';
import { isInCloud } from './clouds/isInCloud';
import { refuseOfClouds, refuseSmaller } from './clouds/refuseChanges';
import { refuseUnusableSource } from './clouds/refuseUnusableSource';
import { wholeGiB, type CloudSize } from './clouds/wholeGiB';
import { findVolume } from './findVolume';
import { parseSize } from './parseSize';
import { placeVolume } from './placeVolume';
import type { ProvidedVolume, VolumeProviders } from './providers/types';
import { refuseDeleting } from './refuseDeleting';
import { refuseMounted } from './refuseMounted';
import { toVolume } from './toVolume';
import type { NewVolume, VolumeChange, VolumeKey, VolumeRecord } from './types';
import type { VolumeReconciler } from './VolumeReconciler';
import type { VolumeStore } from './VolumeStore';

/** What {@link VolumeWriting} needs. */
export interface VolumeWritingOptions {
  store: VolumeStore;
  clusters: ClusterStore;
  reconciler: VolumeReconciler;
  providers: VolumeProviders;
  clouds: Clouds;
  cloudVolumes: CloudVolumes;
}

/** What a user changes. */
type WantedChange = VolumeChange & {
  /** That its size is another than was asked for; null when it is not. */
  rounded?: CloudSize['rounded'] | null;
};

/** Checks what is wanted of a volume, and writes it down; whether somebody may want that is asked before. */
export class VolumeWriting {
  readonly #options: VolumeWritingOptions;

  constructor(options: VolumeWritingOptions) {
    this.#options = options;
  }

  /**
   * Where a new volume is to be.
   *
   * @throws ApiError 400 that names what is wrong; 409 `SourceNotReady`; 503 where its cluster does not answer
   */
  async place(
    project: string,
    body: VolumeCreate,
  ): Promise<Omit<NewVolume, 'project' | 'name' | 'description' | 'owner'>> {
    const { cloudVolumes } = this.#options;
    const sizeBytes = parseSize(body.size);
    if (body.cloud !== undefined) {
      return cloudVolumes.place(
        project,
        { ...body, cloud: body.cloud },
        sizeBytes,
      );
    }
    cloudVolumes.refuseWithoutCloud(body);
    const { size, storageClass, accessMode } = body;
    const place = await placeVolume(body.cluster, this.#options);
    const wanted = { ...place, size, sizeBytes, storageClass, accessMode };
    await this.#check({
      ...{ ...wanted, project, name: body.name, owner: '' },
      ...{ generation: 1, observedGeneration: 0, phase: 'Pending' },
      ...{ attachments: [], notes: {} },
    });
    return wanted;
  }

  /**
   * Stores a new volume.
   *
   * @throws ApiError 409 `NameTaken`, `QuotaExceeded`, and as refuseUnusableSource
   */
  insert(wanted: NewVolume, idempotency?: Idempotency): Promise<Volume> {
    const { store, clouds } = this.#options;
    const { project, name, source } = wanted;
    return store.transaction(async tx => {
      await checkStorageQuota(store, tx, wanted);
      if (source) {
        const key = { project, name: source.volume };
        await refuseUnusableSource(
          store,
          await findVolume(store, key, tx),
          source,
          tx,
        );
      }
      const record = await store.create(wanted, tx);
      if (!record) {
        throw conflict(
          'NameTaken',
          `There is a volume '${name}' in project '${project}' already`,
          { field: 'name', advice: 'Choose another name.' },
        );
      }
      const created = toVolume(record, [], describeInCloud(clouds, record));
      if (idempotency) {
        await recordAnswer(tx, idempotency, { status: 201, body: created });
      }
      return created;
    });
  }

  /**
   * What is to be changed, where the volume's provider can do that.
   *
   * @throws ApiError 400 that names what is wrong; 503 where its cluster does not answer
   */
  async toChange(
    record: VolumeRecord,
    body: VolumeUpdate,
  ): Promise<WantedChange> {
    const { reconciler, cloudVolumes } = this.#options;
    const { description, cluster, deletionProtection } = body;
    const asked = body.size === undefined ? undefined : parseSize(body.size);
    if (isInCloud(record)) {
      if (typeof cluster === 'string' && cluster !== record.cluster) {
        await cloudVolumes.requireCluster(cluster);
      }
      const size =
        asked === undefined ? undefined : wholeGiB(body.size!, asked);
      if (size) {
        refuseSmaller(record, size.sizeBytes);
        await this.#check(record, size);
      }
      return {
        ...{ description, cluster, deletionProtection },
        ...{ size: size?.size, sizeBytes: size?.sizeBytes },
        ...(size && { rounded: size.rounded ?? null }),
      };
    }
    refuseOfClouds(body);
    if (asked !== undefined) {
      await this.#check(record, { sizeBytes: asked });
      if (asked < record.sizeBytes) {
        // Runs write into volumes without us: look before deciding.
        await withFileErrors(() => reconciler.counter.count(record));
      }
    }
    return { description, size: body.size, sizeBytes: asked };
  }

  /**
   * Writes down what is wanted now.
   *
   * @throws ApiError 404 `VolumeNotFound`; 409 `QuotaExceeded`, `VolumeTooSmall`, `VolumeBusy`, `VolumeDeleting`
   */
  async change(key: VolumeKey, change: WantedChange): Promise<void> {
    const { store } = this.#options;
    const { rounded, ...wanted } = change;
    const { size, sizeBytes, cluster } = wanted;
    const updated = await store.transaction(async tx => {
      if (sizeBytes !== undefined) {
        const { project, name } = key;
        await checkStorageQuota(store, tx, {
          project,
          sizeBytes,
          except: name,
        });
      } else {
        await store.lockQuota(key.project, tx);
      }
      const record = await findVolume(store, key, tx);
      refuseDeleting(record);
      if (cluster !== undefined && (cluster ?? undefined) !== record.cluster) {
        await refuseMounted(store.mounts, key, tx);
      }
      if (sizeBytes !== undefined && isInCloud(record)) {
        // Somebody else may have made it larger meanwhile.
        refuseSmaller(record, sizeBytes);
      }
      if (sizeBytes !== undefined && sizeBytes < record.usedBytes) {
        throw conflict(
          'VolumeTooSmall',
          `Volume '${key.name}' holds ${formatBytes(record.usedBytes)}, more than ${size}`,
          {
            field: 'size',
            advice: `Delete files first, or ask for at least ${formatBytes(record.usedBytes)}.`,
          },
        );
      }
      const conditions =
        rounded === undefined ? undefined : withRounded(record, rounded);
      return store.update(key, { ...wanted, conditions }, tx);
    });
    if (!updated) {
      throw notFound('Volume', key.name, 'volume');
    }
  }

  /** @throws ApiError 400 that names a field where the volume could not be so; 503 where its cluster does not answer. */
  async #check(
    volume: ProvidedVolume & Pick<VolumeRecord, 'provider'>,
    change?: { sizeBytes: number },
  ): Promise<void> {
    const provider = this.#options.providers[volume.provider];
    const refusal = await withFileErrors(
      async () => provider && provider.check(volume, change),
    );
    if (refusal) {
      const { field, message, advice } = refusal;
      throw invalidInput([{ field, message }], advice);
    }
  }
}

function withRounded(
  { conditions }: VolumeRecord,
  rounded: CloudSize['rounded'] | null,
): Condition[] {
  return rounded
    ? setCondition(conditions, rounded)
    : conditions.filter(({ type }) => type !== 'SizeRounded');
}

import type { Quota } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { appendEntityChange } from '../database/entityChanges';
import { selectVolumes, type VolumeQuery } from './selectVolumes';
import { CloudVolumeStore } from './CloudVolumeStore';
import type {
  NewVolume,
  VolumeChange,
  VolumeKey,
  VolumeObservation,
  VolumeRecord,
} from './types';
import { VolumeMounts } from './VolumeMounts';
import {
  readProviderColumn,
  toNewRow,
  toRecord,
  whereVolume,
  type VolumeRow,
} from './volumeRows';

/** All SQL of volumes; the only writer of their rows. */
export class VolumeStore {
  /** Which runs mount which volumes. */
  readonly mounts: VolumeMounts;
  /** What there is of volumes in clouds alone. */
  readonly clouds: CloudVolumeStore;
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
    this.mounts = new VolumeMounts(knex);
    this.clouds = new CloudVolumeStore(knex);
  }

  /** Runs several calls as one; pass `tx` on to each. */
  transaction<T>(work: (tx: Knex.Transaction) => Promise<T>): Promise<T> {
    return this.#knex.transaction(work);
  }

  async find(
    project: string,
    name: string,
    tx: Knex = this.#knex,
  ): Promise<VolumeRecord | undefined> {
    const row = await tx<VolumeRow>('volumes').where({ project, name }).first();
    return row && toRecord(row);
  }

  /** Up to `limit` volumes. */
  async list(query: VolumeQuery): Promise<VolumeRecord[]> {
    const rows: VolumeRow[] = await this.#knex('volumes').modify(builder =>
      selectVolumes(this.#knex, builder, query),
    );
    return rows.map(toRecord);
  }

  /**
   * The project's quota, locked until the transaction's end: whoever else wants of it waits. `undefined` when there is no
   * such project. (SQLite's transactions come one after the other anyway.)
   */
  async lockQuota(
    project: string,
    tx: Knex.Transaction,
  ): Promise<Quota | undefined> {
    const row = await tx('projects')
      .where({ name: project })
      .forUpdate()
      .select('quota_json')
      .first();
    return row && JSON.parse(row.quota_json);
  }

  /** Bytes that the project's volumes may take together, one of them left out where asked. */
  async storageBytes(
    project: string,
    options: { except?: string } = {},
    tx: Knex = this.#knex,
  ): Promise<number> {
    const row = await tx('volumes')
      .where({ project })
      .modify(builder => {
        if (options.except !== undefined) {
          builder.whereNot('name', options.except);
        }
      })
      .sum({ bytes: 'size_bytes' })
      .first();
    return Number(row?.bytes ?? 0);
  }

  /** Stores a volume in phase Pending; `undefined` when its name is taken. */
  async create(
    volume: NewVolume,
    tx: Knex.Transaction,
  ): Promise<VolumeRecord | undefined> {
    const rows: VolumeRow[] = await tx('volumes')
      .insert(toNewRow(volume))
      .onConflict(['project', 'name'])
      .ignore()
      .returning('*');
    if (rows.length === 0) {
      return undefined;
    }
    await tellCatalog(tx, volume);
    return toRecord(rows[0]);
  }

  /** Changes what the user wants of the volume; `undefined` when it is not there. */
  async update(
    key: VolumeKey,
    change: VolumeChange,
    tx: Knex.Transaction,
  ): Promise<VolumeRecord | undefined> {
    const rows: VolumeRow[] = await tx('volumes')
      .where(whereVolume(key))
      .update({
        ...(change.description !== undefined && {
          description: change.description,
        }),
        ...(change.size !== undefined && {
          size: change.size,
          size_bytes: change.sizeBytes,
        }),
        ...(change.conditions && {
          conditions_json: JSON.stringify(change.conditions),
        }),
        ...(change.cluster !== undefined && { cluster: change.cluster }),
        ...(change.deletionProtection !== undefined && {
          deletion_protection: change.deletionProtection,
        }),
        generation: tx.raw('generation + 1'),
      })
      .returning('*');
    if (rows.length === 0) {
      return undefined;
    }
    await tellCatalog(tx, key);
    return toRecord(rows[0]);
  }

  /** Asks for the volume's end; the reconciler brings it about. */
  async markDeleting(key: VolumeKey, tx: Knex.Transaction): Promise<void> {
    await tx('volumes')
      .where(whereVolume(key))
      .update({ phase: 'Deleting', generation: tx.raw('generation + 1') });
    await tellCatalog(tx, key);
  }

  /** Forgets a volume whose files are gone. */
  async delete(key: VolumeKey & { uid?: string }): Promise<void> {
    await this.#knex.transaction(async tx => {
      const deleted = await tx('volumes')
        // Another one may have its name by now.
        .where({ ...whereVolume(key), uid: key.uid ?? null, phase: 'Deleting' })
        .delete();
      if (deleted > 0) {
        await tellCatalog(tx, key, true);
      }
    });
  }

  /**
   * Writes what the reconciler found out. A phase is written only where the volume still has the phase that the finding
   * is based on.
   */
  async observe(
    key: VolumeKey,
    basedOn: VolumeRecord['phase'],
    observation: VolumeObservation,
  ): Promise<void> {
    const { phase, usedBytes, files, conditions } = observation;
    const { observedGeneration, storageClass, attachments } = observation;
    const { volumeType, zone, externalId, observedAt } = observation;
    await this.#knex.transaction(async tx => {
      const place = { ...whereVolume(key), phase: basedOn };
      const updated = await tx('volumes')
        .where(place)
        .update({
          // Of nothing but undefined nothing would be made.
          phase: phase ?? basedOn,
          ...(usedBytes !== undefined && { used_bytes: usedBytes }),
          ...(files !== undefined && { files }),
          ...(storageClass !== undefined && { storage_class: storageClass }),
          ...(volumeType !== undefined && { volume_type: volumeType }),
          ...(zone !== undefined && { zone }),
          ...(externalId !== undefined && { external_id: externalId }),
          ...(observedAt !== undefined && { observed_at: observedAt }),
          ...(conditions && { conditions_json: JSON.stringify(conditions) }),
          ...(observedGeneration !== undefined && {
            observed_generation: observedGeneration,
          }),
        });
      if (updated > 0 && attachments) {
        const row = await tx<VolumeRow>('volumes')
          .where(place)
          .forUpdate()
          .first('provider_json');
        await tx('volumes')
          .where(place)
          .update({
            provider_json: JSON.stringify({
              ...readProviderColumn(row?.provider_json ?? null),
              attachments,
            }),
          });
      }
      if (updated > 0 && phase && phase !== basedOn) {
        await tellCatalog(tx, key);
      }
    });
  }

  /** Adds to what is known of the volume's use, without looking at its files. */
  async addUsage(
    key: VolumeKey,
    change: { bytes: number; files: number },
  ): Promise<void> {
    const raw = (column: string, by: number) =>
      this.#knex.raw('case when ?? + ? < 0 then 0 else ?? + ? end', [
        column,
        by,
        column,
        by,
      ]);
    await this.#knex('volumes')
      .where(whereVolume(key))
      .update({
        used_bytes: raw('used_bytes', change.bytes),
        files: raw('files', change.files),
      });
  }

  /** Volumes of a provider that can be used, by project and name. */
  async available(
    provider: VolumeRecord['provider'],
    limit: number,
    after?: VolumeKey,
  ): Promise<VolumeRecord[]> {
    const rows = await this.#knex<VolumeRow>('volumes')
      .where({ provider, phase: 'Available' })
      .modify(page, { limit, after });
    return rows.map(toRecord);
  }

  /** Volumes whose wanted state has not been reached, by project and name: what a reconciler has to do. */
  async unsettled(limit: number, after?: VolumeKey): Promise<VolumeRecord[]> {
    const rows = await this.#knex<VolumeRow>('volumes')
      .where(builder =>
        builder
          .whereIn('phase', ['Pending', 'Deleting', 'Error'])
          .orWhereRaw('observed_generation < generation'),
      )
      .modify(page, { limit, after });
    return rows.map(toRecord);
  }
}

function page(
  builder: Knex.QueryBuilder,
  { limit, after }: { limit: number; after?: VolumeKey },
): void {
  builder.orderBy(['project', 'name']).limit(limit);
  if (after) {
    builder.whereRaw('(project, name) > (?, ?)', [after.project, after.name]);
  }
}

function tellCatalog(
  tx: Knex.Transaction,
  { project, name }: VolumeKey,
  deleted: boolean = false,
): Promise<void> {
  return appendEntityChange(tx, { kind: 'volume', project, name, deleted });
}

import type { Condition, Quota } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { appendEntityChange } from '../database/entityChanges';
import { likePattern } from '../database/likePattern';
import type {
  NewVolume,
  VolumeKey,
  VolumeObservation,
  VolumeQuery,
  VolumeRecord,
} from './types';

interface VolumeRow {
  project: string;
  name: string;
  description: string;
  cluster: string;
  provider: VolumeRecord['provider'];
  owner: string;
  size: string;
  size_bytes: number | string;
  phase: VolumeRecord['phase'];
  used_bytes: number | string;
  files: number | string;
  conditions_json: string;
  generation: number;
  observed_generation: number;
  created_at: number | string;
}

/** Active runs whose volumes one list shows; more are not read. */
const MOUNT_LIMIT = 5_000;

/** All SQL of volumes; the only writer of their rows. */
export class VolumeStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
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

  /** Up to `limit` volumes by name, then project. */
  async list(query: VolumeQuery): Promise<VolumeRecord[]> {
    const { projects, limit, after, descending = false, search } = query;
    const direction = descending ? 'desc' : 'asc';
    const rows = await this.#knex<VolumeRow>('volumes')
      .modify(builder => {
        if (projects) {
          builder.whereIn('project', projects);
        }
        if (after) {
          builder.whereRaw(`(name, project) ${descending ? '<' : '>'} (?, ?)`, [
            after.name,
            after.project,
          ]);
        }
        if (search) {
          builder.whereRaw(`name like ? escape '\\'`, [likePattern(search)]);
        }
      })
      .orderBy([
        { column: 'name', order: direction },
        { column: 'project', order: direction },
      ])
      .limit(limit);
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
      .insert({
        project: volume.project,
        name: volume.name,
        description: volume.description,
        cluster: volume.cluster,
        provider: volume.provider,
        owner: volume.owner,
        size: volume.size,
        size_bytes: volume.sizeBytes,
        phase: 'Pending',
        created_at: Date.now(),
      })
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
    change: { description?: string; size?: string; sizeBytes?: number },
    tx: Knex.Transaction,
  ): Promise<VolumeRecord | undefined> {
    const rows: VolumeRow[] = await tx('volumes')
      .where(where(key))
      .update({
        ...(change.description !== undefined && {
          description: change.description,
        }),
        ...(change.size !== undefined && {
          size: change.size,
          size_bytes: change.sizeBytes,
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
      .where(where(key))
      .update({ phase: 'Deleting', generation: tx.raw('generation + 1') });
    await tellCatalog(tx, key);
  }

  /** Forgets a volume whose files are gone. */
  async delete(key: VolumeKey): Promise<void> {
    await this.#knex.transaction(async tx => {
      const deleted = await tx('volumes')
        .where({ ...where(key), phase: 'Deleting' })
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
    const { phase, usedBytes, files, conditions, observedGeneration } =
      observation;
    await this.#knex.transaction(async tx => {
      const updated = await tx('volumes')
        .where({ ...where(key), phase: basedOn })
        .update({
          ...(phase && { phase }),
          ...(usedBytes !== undefined && { used_bytes: usedBytes }),
          ...(files !== undefined && { files }),
          ...(conditions && { conditions_json: JSON.stringify(conditions) }),
          ...(observedGeneration !== undefined && {
            observed_generation: observedGeneration,
          }),
        });
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
      .where(where(key))
      .update({
        used_bytes: raw('used_bytes', change.bytes),
        files: raw('files', change.files),
      });
  }

  /** Volumes whose wanted state has not been reached: what a reconciler has to do. */
  async unsettled(limit: number): Promise<VolumeRecord[]> {
    const rows = await this.#knex<VolumeRow>('volumes')
      .whereIn('phase', ['Pending', 'Deleting', 'Error'])
      .orWhereRaw('observed_generation < generation')
      .limit(limit);
    return rows.map(toRecord);
  }

  /** The active runs that mount these volumes, by `project/name`; one query, from the few runs that are active. */
  async mounts(volumes: VolumeKey[]): Promise<Map<string, string[]>> {
    const mounts = new Map<string, string[]>();
    if (volumes.length === 0) {
      return mounts;
    }
    const wanted = new Set(
      volumes.map(({ project, name }) => `${project}/${name}`),
    );
    const rows: { project: string; volume: string; run: string }[] =
      await this.#knex('runs')
        .join('run_volumes', 'run_volumes.run', 'runs.id')
        .whereIn('runs.phase', ['Starting', 'Running'])
        .whereIn('runs.project', [...new Set(volumes.map(v => v.project))])
        .select('run_volumes.project', 'run_volumes.volume', 'run_volumes.run')
        .limit(MOUNT_LIMIT);
    for (const { project, volume, run } of rows) {
      const key = `${project}/${volume}`;
      if (wanted.has(key)) {
        mounts.set(key, [...(mounts.get(key) ?? []), run]);
      }
    }
    return mounts;
  }

  /** The volumes that active runs mount and may write, or the one asked for if it is among them. */
  async mountedForWriting(only?: VolumeKey): Promise<VolumeKey[]> {
    const rows: { project: string; volume: string }[] = await this.#knex('runs')
      .join('run_volumes', 'run_volumes.run', 'runs.id')
      .whereIn('runs.phase', ['Starting', 'Running'])
      .andWhere('run_volumes.read_only', false)
      .modify(builder => {
        if (only) {
          builder
            .andWhere('runs.project', only.project)
            .andWhere('run_volumes.volume', only.name);
        }
      })
      .distinct('run_volumes.project', 'run_volumes.volume');
    return rows.map(({ project, volume }) => ({ project, name: volume }));
  }

  /** Up to `limit` runs that have not ended and mount the volume. */
  async unfinishedRuns(
    key: VolumeKey,
    limit: number,
    tx: Knex = this.#knex,
  ): Promise<{ id: string; phase: string }[]> {
    // From the project's unfinished runs, which are few, not from all runs that ever mounted the volume.
    return tx('runs')
      .where('runs.project', key.project)
      .whereIn('runs.phase', ['Queued', 'Starting', 'Running'])
      .whereExists(
        tx('run_volumes')
          .select(tx.raw('1'))
          .whereRaw('run_volumes.run = runs.id')
          .andWhere('run_volumes.volume', key.name),
      )
      .select('runs.id', 'runs.phase')
      .limit(limit);
  }
}

function where(key: VolumeKey): VolumeKey {
  return { project: key.project, name: key.name };
}

function tellCatalog(
  tx: Knex.Transaction,
  { project, name }: VolumeKey,
  deleted: boolean = false,
): Promise<void> {
  return appendEntityChange(tx, { kind: 'volume', project, name, deleted });
}

function toRecord(row: VolumeRow): VolumeRecord {
  return {
    project: row.project,
    name: row.name,
    description: row.description,
    cluster: row.cluster,
    provider: row.provider,
    owner: row.owner,
    size: row.size,
    sizeBytes: Number(row.size_bytes),
    phase: row.phase,
    usedBytes: Number(row.used_bytes),
    files: Number(row.files),
    conditions: JSON.parse(row.conditions_json) as Condition[],
    generation: row.generation,
    observedGeneration: row.observed_generation,
    createdAt: Number(row.created_at),
  };
}

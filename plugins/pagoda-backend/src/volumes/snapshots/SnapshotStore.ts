import type { Knex } from 'knex';
import { v7 as uuid } from 'uuid';
import { setCondition } from '../../setCondition';
import { Superseded } from '../CloudVolumeStore';
import type { VolumeKey } from '../types';
import { readProviderColumn } from '../volumeRows';
import {
  notesColumn,
  toRecord,
  whereSnapshot,
  type SnapshotRow,
} from './snapshotRows';
import type {
  NewSnapshot,
  SnapshotKey,
  SnapshotNotes,
  SnapshotObservation,
  SnapshotRecord,
} from './types';

/** Which snapshots of a volume are wanted, the newest first. */
export interface SnapshotPage extends VolumeKey {
  limit: number;
  after?: { createdAt: number; name: string };
}

const TABLE = 'volume_snapshots';

/** All SQL of snapshots of volumes. */
export class SnapshotStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async find(
    key: SnapshotKey,
    tx: Knex = this.#knex,
  ): Promise<SnapshotRecord | undefined> {
    const row = await this.#select(tx)
      .where(qualified(whereSnapshot(key)))
      .first();
    return row && toRecord(row);
  }

  /** Up to `limit` snapshots of a volume, the newest first. */
  async list(
    { project, name, limit, after }: SnapshotPage,
    tx: Knex = this.#knex,
  ): Promise<SnapshotRecord[]> {
    const rows: SnapshotRow[] = await this.#select(tx)
      .where(qualified({ project, volume: name }))
      .modify(builder => {
        if (after) {
          builder.whereRaw(
            '(volume_snapshots.created_at, volume_snapshots.name) < (?, ?)',
            [after.createdAt, after.name],
          );
        }
      })
      .orderBy([
        { column: `${TABLE}.created_at`, order: 'desc' },
        { column: `${TABLE}.name`, order: 'desc' },
      ])
      .limit(limit);
    return rows.map(toRecord);
  }

  /** Those that are not as they are wanted, by their key: what a reconciler has to do. */
  async unsettled(
    limit: number,
    after?: SnapshotKey,
  ): Promise<SnapshotRecord[]> {
    const rows: SnapshotRow[] = await this.#select(this.#knex)
      .where(builder =>
        builder
          .whereIn(`${TABLE}.phase`, ['Pending', 'Deleting', 'Error'])
          .orWhereRaw(
            'volume_snapshots.observed_generation < volume_snapshots.generation',
          ),
      )
      .modify(page, { limit, after });
    return rows.map(toRecord);
  }

  /** Those that can be used, by their key. */
  async available(
    cloud: string,
    limit: number,
    after?: SnapshotKey,
  ): Promise<SnapshotRecord[]> {
    const rows: SnapshotRow[] = await this.#select(this.#knex)
      .where({ 'volumes.cloud': cloud, [`${TABLE}.phase`]: 'Available' })
      .modify(page, { limit, after });
    return rows.map(toRecord);
  }

  /** Those that are to be taken in a cloud and that it may not count yet, with the type of their volume. */
  async promised(
    cloud: string,
  ): Promise<{ sizeBytes: number; volumeType?: string }[]> {
    const rows: { size_bytes: number | string; volume_type: string | null }[] =
      await this.#knex(TABLE)
        .join('volumes', joinVolume)
        .where({ 'volumes.cloud': cloud, [`${TABLE}.phase`]: 'Pending' })
        .whereNull(`${TABLE}.external_id`)
        .select(`${TABLE}.size_bytes`, 'volumes.volume_type');
    return rows.map(row => ({
      sizeBytes: Number(row.size_bytes),
      ...(row.volume_type !== null && { volumeType: row.volume_type }),
    }));
  }

  /** Stores a snapshot in phase Pending; `undefined` when its name is taken. Later than all before it. */
  async create(
    snapshot: NewSnapshot,
    tx: Knex.Transaction,
  ): Promise<SnapshotRecord | undefined> {
    const { project, volume, name, description, owner, sizeBytes } = snapshot;
    const newest = await tx(TABLE)
      .where({ project, volume })
      .max({ at: 'created_at' })
      .first();
    const now = Date.now();
    const rows = await tx(TABLE)
      .insert({
        ...{ project, volume, name, description, owner },
        uid: uuid(),
        phase: 'Pending',
        size_bytes: sizeBytes,
        conditions_json: JSON.stringify(
          setCondition([], {
            ...{ type: 'Ready', status: 'False', reason: 'Creating' },
            message: 'It is being taken.',
          }),
        ),
        created_at: Math.max(now, Number(newest?.at ?? 0) + 1),
      })
      .onConflict(['project', 'volume', 'name'])
      .ignore()
      .returning('name');
    return rows.length === 0 ? undefined : this.find(snapshot, tx);
  }

  /**
   * Names of volumes that are still being made from a volume.
   *
   * @param snapshot - from this one of its snapshots alone
   */
  async beingMadeFrom(
    { project, name }: VolumeKey,
    snapshot: string | undefined,
    tx: Knex.Transaction,
  ): Promise<string[]> {
    const rows: { name: string; provider_json: string | null }[] = await tx(
      'volumes',
    )
      .where({ project })
      .whereNotNull('cloud')
      .where(builder =>
        builder.where('phase', 'Pending').orWhereNull('external_id'),
      )
      .whereNot('phase', 'Deleting')
      .orderBy('name')
      .select('name', 'provider_json');
    return rows
      .filter(row => {
        const { source } = readProviderColumn(row.provider_json);
        return (
          source?.volume === name &&
          (snapshot === undefined || source.snapshot === snapshot)
        );
      })
      .map(row => row.name);
  }

  /** Asks for its end; the reconciler brings it about. */
  async markDeleting(
    record: SnapshotRecord,
    tx: Knex.Transaction,
  ): Promise<void> {
    await tx(TABLE)
      .where(whereSnapshot(record))
      .whereNot('phase', 'Deleting')
      .update({
        phase: 'Deleting',
        generation: tx.raw('generation + 1'),
        conditions_json: JSON.stringify(
          setCondition(record.conditions, {
            ...{ type: 'Ready', status: 'False', reason: 'Terminating' },
            message: 'It is about to be deleted.',
          }),
        ),
      });
  }

  /** Forgets one that its cloud no longer has; whether it was there. */
  async delete(key: SnapshotKey): Promise<boolean> {
    const deleted = await this.#knex(TABLE)
      .where({ ...whereSnapshot(key), phase: 'Deleting' })
      .delete();
    return deleted > 0;
  }

  /**
   * Sets these notes, and forgets those that are `undefined`; durable before it resolves.
   *
   * @param before - what the notes are believed to be
   * @param externalId - how the cloud calls it, where that has become known
   * @throws Superseded when they are others by now
   */
  async saveNotes(
    key: SnapshotKey,
    before: SnapshotNotes,
    patch: SnapshotNotes,
    externalId?: string,
  ): Promise<SnapshotNotes> {
    const notes: SnapshotNotes = { ...before, ...patch };
    const updated = await this.#knex(TABLE)
      .where(whereSnapshot(key))
      .modify(builder => {
        const text = notesColumn(before);
        // An empty column is what `null` compares with.
        if (text === null) {
          builder.whereNull('notes_json');
        } else {
          builder.where('notes_json', text);
        }
      })
      .update({
        notes_json: notesColumn(notes),
        ...(externalId !== undefined && { external_id: externalId }),
      });
    if (updated === 0) {
      throw new Superseded({
        project: key.project,
        name: `${key.volume}/${key.name}`,
      });
    }
    return notes;
  }

  /** Writes what was found out of one, as long as its phase is what that is based on. */
  async observe(
    key: SnapshotKey,
    basedOn: SnapshotRecord['phase'],
    observation: SnapshotObservation,
  ): Promise<void> {
    const { phase, sizeBytes, conditions } = observation;
    const { observedGeneration, observedAt } = observation;
    await this.#knex(TABLE)
      .where({ ...whereSnapshot(key), phase: basedOn })
      .update({
        phase: phase ?? basedOn,
        ...(sizeBytes !== undefined && { size_bytes: sizeBytes }),
        ...(conditions && { conditions_json: JSON.stringify(conditions) }),
        ...(observedGeneration !== undefined && {
          observed_generation: observedGeneration,
        }),
        ...(observedAt !== undefined && { observed_at: observedAt }),
      });
  }

  /** The cloud was seen to have them, all that can be used and were made before that. */
  async seen(cloud: string, at: number): Promise<void> {
    await this.#knex(TABLE)
      .where({ phase: 'Available' })
      .where('created_at', '<', at)
      .whereExists(
        this.#knex('volumes').select(this.#knex.raw('1')).where({ cloud })
          .whereRaw(`volumes.project = volume_snapshots.project
            and volumes.name = volume_snapshots.volume`),
      )
      .update({ observed_at: at });
  }

  #select(tx: Knex): Knex.QueryBuilder {
    return tx(TABLE).join('volumes', joinVolume).select(`${TABLE}.*`, {
      cloud: 'volumes.cloud',
      volume_id: 'volumes.external_id',
    });
  }
}

function joinVolume(this: Knex.JoinClause): void {
  this.on('volumes.project', `${TABLE}.project`).andOn(
    'volumes.name',
    `${TABLE}.volume`,
  );
}

function qualified(where: Partial<SnapshotKey>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(where).map(([key, value]) => [`${TABLE}.${key}`, value]),
  );
}

function page(
  builder: Knex.QueryBuilder,
  { limit, after }: { limit: number; after?: SnapshotKey },
): void {
  const columns = ['project', 'volume', 'name'].map(key => `${TABLE}.${key}`);
  builder.orderBy(columns).limit(limit);
  if (after) {
    const { project, volume, name } = after;
    builder.whereRaw('(??, ??, ??) > (?, ?, ?)', [
      ...columns,
      ...[project, volume, name],
    ]);
  }
}

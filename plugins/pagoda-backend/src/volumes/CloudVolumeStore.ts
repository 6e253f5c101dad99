import type { Knex } from 'knex';
import type { CloudVolumeNotes, VolumeKey, VolumeRecord } from './types';
import {
  readProviderColumn,
  toRecord,
  whereVolume,
  type VolumeRow,
} from './volumeRows';

/** Another process works on the volume: whoever meets this stops, and leaves it to that one. */
export class Superseded extends Error {
  constructor({ project, name }: VolumeKey) {
    super(`Another process works on volume ${project}/${name}`);
    this.name = 'Superseded';
  }
}

/** SQL of what there is of volumes in clouds alone. */
export class CloudVolumeStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Sets these notes, and forgets those that are `undefined`; durable before it resolves.
   *
   * @param before - what the notes are believed to be
   * @param externalId - how the cloud calls the volume, where that has become known
   * @returns the notes as they are now
   * @throws Superseded when they are others by now
   */
  async saveNotes(
    key: VolumeKey & { uid?: string },
    before: CloudVolumeNotes,
    patch: CloudVolumeNotes,
    externalId?: string,
  ): Promise<CloudVolumeNotes> {
    return this.#knex.transaction(async tx => {
      const row = await tx<VolumeRow>('volumes')
        .where({ ...whereVolume(key), uid: key.uid ?? null })
        .forUpdate()
        .first('provider_json');
      const column = readProviderColumn(row?.provider_json ?? null);
      if (!row || !isSame(column.notes ?? {}, before)) {
        throw new Superseded(key);
      }
      const notes = clean({ ...before, ...patch });
      const updated = await tx('volumes')
        .where({ ...whereVolume(key), provider_json: row.provider_json })
        .update({
          provider_json: JSON.stringify({ ...column, notes }),
          ...(externalId !== undefined && { external_id: externalId }),
        });
      if (updated === 0) {
        throw new Superseded(key);
      }
      return notes;
    });
  }

  /** The cloud was seen to have them, all that can be used and were made before that. */
  async seen(cloud: string, at: number): Promise<void> {
    await this.#knex('volumes')
      .where({ cloud, phase: 'Available' })
      .whereNotNull('external_id')
      .where('created_at', '<', at)
      .update({ observed_at: at });
  }

  /** Volumes that are to be in a cloud and that it may not count yet, or not with their whole size. */
  async promised(cloud: string): Promise<VolumeRecord[]> {
    const rows = await this.#knex<VolumeRow>('volumes')
      .where({ cloud })
      .whereNot('phase', 'Deleting')
      .where(builder =>
        builder
          .whereNull('external_id')
          .orWhereRaw('observed_generation < generation'),
      );
    return rows.map(toRecord);
  }

  /** Up to `limit` snapshots of a volume, and whether they are being deleted. */
  async snapshots(
    key: VolumeKey,
    limit: number,
    tx: Knex = this.#knex,
  ): Promise<{ name: string; phase: string }[]> {
    return tx('volume_snapshots')
      .where({ project: key.project, volume: key.name })
      .orderBy('name')
      .limit(limit)
      .select('name', 'phase');
  }

  /** A snapshot that a volume may be made from. */
  async snapshot(
    key: VolumeKey,
    name: string,
    tx: Knex = this.#knex,
  ): Promise<
    { phase: string; externalId?: string; sizeBytes: number } | undefined
  > {
    const row = await tx('volume_snapshots')
      .where({ project: key.project, volume: key.name, name })
      .first('phase', 'external_id', 'size_bytes');
    return (
      row && {
        phase: row.phase,
        externalId: row.external_id ?? undefined,
        sizeBytes: Number(row.size_bytes),
      }
    );
  }
}

/** As JSON has it, in any order. */
function isSame(one: CloudVolumeNotes, other: CloudVolumeNotes): boolean {
  const text = (notes: CloudVolumeNotes) =>
    JSON.stringify(Object.entries(clean(notes)).sort());
  return text(one) === text(other);
}

function clean(notes: CloudVolumeNotes): CloudVolumeNotes {
  return JSON.parse(JSON.stringify(notes)) as CloudVolumeNotes;
}

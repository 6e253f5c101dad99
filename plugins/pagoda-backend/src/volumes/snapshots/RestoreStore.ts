import type { Condition } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { appendEntityChange } from '../../database/entityChanges';
import { setCondition } from '../../setCondition';
import type { VolumeKey, VolumeRecord, VolumeRestoring } from '../types';
import {
  readProviderColumn,
  toRecord,
  whereVolume,
  type VolumeRow,
} from '../volumeRows';

/** A volume that is being set back. */
export type RestoringVolume = VolumeRecord & { restoring: VolumeRestoring };

type NewCondition = Omit<Condition, 'lastTransitionTime'>;

/** SQL of volumes that are being set back to a snapshot. */
export class RestoreStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Begins it; from then on the volume is Pending, and only what sets it back touches it. */
  async begin(
    record: VolumeRecord,
    restoring: VolumeRestoring,
    tx: Knex.Transaction,
  ): Promise<void> {
    const message = `It is being set back to snapshot '${restoring.snapshot}'.`;
    const reason = 'Restoring';
    await this.#change(tx, record, 'Available', row => ({
      provider_json: write(row, restoring),
      phase: 'Pending',
      generation: tx.raw('generation + 1'),
      conditions_json: conditionsOf(
        row,
        { type: 'Ready', status: 'False', reason, message },
        { type: 'Restoring', status: 'True', reason, message },
      ),
    }));
    await appendEntityChange(tx, { kind: 'volume', ...whereVolume(record) });
  }

  /** Volumes that are being set back. */
  async underWay(): Promise<RestoringVolume[]> {
    const rows = await this.#knex<VolumeRow>('volumes')
      .where({ phase: 'Pending' })
      .whereNotNull('cloud')
      .where('provider_json', 'like', '%"restoring":{%')
      .orderBy(['project', 'name']);
    return rows.map(toRecord).filter(isRestoring);
  }

  /** The volume, if it is being set back. */
  async find(key: VolumeKey): Promise<RestoringVolume | undefined> {
    const row = await this.#knex<VolumeRow>('volumes')
      .where({ ...whereVolume(key), phase: 'Pending' })
      .first();
    const record = row && toRecord(row);
    return record && isRestoring(record) ? record : undefined;
  }

  /** Writes down how far it is; durable before it resolves. */
  async observe(
    record: RestoringVolume,
    restoring: VolumeRestoring,
    { reason, message }: { reason: string; message: string },
  ): Promise<void> {
    await this.#knex.transaction(tx =>
      this.#change(tx, record, 'Pending', row => ({
        provider_json: write(row, restoring),
        conditions_json: conditionsOf(
          row,
          { type: 'Ready', status: 'False', reason, message },
          { type: 'Restoring', status: 'True', reason, message },
        ),
      })),
    );
  }

  /** Ends it, however it went; the reconciler of volumes goes on from here. Whether it had not been ended before. */
  async end(
    record: RestoringVolume,
    { reason, message }: { reason: string; message: string },
  ): Promise<boolean> {
    return this.#knex.transaction(tx =>
      this.#change(tx, record, 'Pending', row => ({
        provider_json: write(row, undefined),
        conditions_json: conditionsOf(row, {
          type: 'Restoring',
          status: 'False',
          reason,
          message,
        }),
      })),
    );
  }

  /** Where the volume still is what the change is based on. */
  async #change(
    tx: Knex.Transaction,
    record: VolumeRecord,
    phase: VolumeRecord['phase'],
    change: (row: VolumeRow) => Record<string, unknown>,
  ): Promise<boolean> {
    const row = await tx<VolumeRow>('volumes')
      .where({ ...whereVolume(record), phase })
      .forUpdate()
      .first();
    const { restoring } = readProviderColumn(row?.provider_json ?? null);
    if (
      !row ||
      restoring?.since !== record.restoring?.since ||
      restoring?.acceptedAt !== record.restoring?.acceptedAt
    ) {
      return false;
    }
    await tx('volumes').where(whereVolume(record)).update(change(row));
    return true;
  }
}

function isRestoring(record: VolumeRecord): record is RestoringVolume {
  return record.restoring !== undefined;
}

function write(row: VolumeRow, restoring: VolumeRestoring | undefined): string {
  return JSON.stringify({
    ...readProviderColumn(row.provider_json),
    restoring,
  });
}

function conditionsOf(row: VolumeRow, ...added: NewCondition[]): string {
  return JSON.stringify(
    added.reduce<Condition[]>(
      (conditions, condition) => setCondition(conditions, condition),
      JSON.parse(row.conditions_json),
    ),
  );
}

import type { Cloud, Condition, QuotaItem } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { CloudSettings } from './CloudSettings';
import type { OfferLists } from './types';

/** What was last seen of a cloud; times are milliseconds since 1970. */
export interface CloudRecord {
  name: string;
  phase: Cloud['phase'];
  conditions: Condition[];
  /** When it was last looked at. */
  observedAt?: number;
  /** When it last answered. */
  contactedAt?: number;
}

/** Something that was read of a cloud, and when. */
export interface Read<T> {
  value: T;
  /** Milliseconds since 1970. */
  at: number;
}

interface Row {
  name: string;
  kind: CloudSettings['kind'];
  phase: Cloud['phase'];
  conditions_json: string;
  observed_at: number | string | null;
  contacted_at: number | string | null;
}

const COLUMNS = [
  'name',
  'phase',
  'conditions_json',
  'observed_at',
  'contacted_at',
] as const;

/** All SQL of clouds. */
export class CloudStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Has a row for each cloud of the configuration, and for no other. */
  async keep(clouds: readonly CloudSettings[]): Promise<void> {
    await this.#knex.transaction(async tx => {
      await tx('clouds')
        .whereNotIn(
          'name',
          clouds.map(({ name }) => name),
        )
        .delete();
      for (const { name, kind } of clouds) {
        await tx('clouds')
          .insert({ name, kind, phase: 'Unreachable', conditions_json: '[]' })
          .onConflict('name')
          .merge(['kind']);
      }
    });
  }

  async list(): Promise<CloudRecord[]> {
    const rows: Row[] = await this.#knex('clouds').select(COLUMNS);
    return rows.map(toRecord);
  }

  async find(name: string): Promise<CloudRecord | undefined> {
    const row: Row | undefined = await this.#knex('clouds')
      .where({ name })
      .first(COLUMNS);
    return row && toRecord(row);
  }

  /** Writes down a look at the cloud. */
  async observe(
    name: string,
    seen: {
      phase: Cloud['phase'];
      conditions: Condition[];
      answered: boolean;
    },
  ): Promise<void> {
    const now = Date.now();
    await this.#knex('clouds')
      .where({ name })
      .update({
        phase: seen.phase,
        conditions_json: JSON.stringify(seen.conditions),
        observed_at: now,
        ...(seen.answered && { contacted_at: now }),
      });
  }

  /** @param at - when the reading began */
  async setOffers(name: string, offers: OfferLists, at: number): Promise<void> {
    await this.#knex('clouds')
      .where({ name })
      .update({ offers_json: JSON.stringify(offers), offers_at: at });
  }

  /** @param at - when the reading began */
  async setQuota(name: string, quota: QuotaItem[], at: number): Promise<void> {
    await this.#knex('clouds')
      .where({ name })
      .update({ quota_json: JSON.stringify(quota), quota_at: at });
  }

  async offers(name: string): Promise<Read<OfferLists> | undefined> {
    const row = await this.#knex('clouds')
      .where({ name })
      .first('offers_json', 'offers_at');
    return row?.offers_json
      ? { value: JSON.parse(row.offers_json), at: Number(row.offers_at) }
      : undefined;
  }

  async quota(name: string): Promise<Read<QuotaItem[]> | undefined> {
    const row = await this.#knex('clouds')
      .where({ name })
      .first('quota_json', 'quota_at');
    return row?.quota_json
      ? { value: JSON.parse(row.quota_json), at: Number(row.quota_at) }
      : undefined;
  }
}

function toRecord(row: Row): CloudRecord {
  return {
    name: row.name,
    phase: row.phase,
    conditions: JSON.parse(row.conditions_json),
    ...(row.observed_at !== null && { observedAt: Number(row.observed_at) }),
    ...(row.contacted_at !== null && { contactedAt: Number(row.contacted_at) }),
  };
}

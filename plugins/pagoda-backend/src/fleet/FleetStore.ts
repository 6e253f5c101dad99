import {
  parseQuantity,
  type Fleet,
  type Quota,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { shownPhase } from './shownPhase';

/** Waiting runs of which the longest waiting one is looked for; those made first are among them. */
const OLDEST_OF = 1_000;

/** The figures of the fleet: a few aggregates, each over a table or a slice of an index. */
export class FleetStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @param endsBefore - clusters that end before it are ending; milliseconds since 1970 */
  async clusters(endsBefore: number): Promise<Fleet['clusters']> {
    const phase = shownPhase();
    const rows: { phase: string; count: number | string }[] = await this.#knex(
      'clusters',
    )
      .leftJoin('cluster_plans', 'cluster_plans.cluster', 'clusters.name')
      .select(this.#knex.raw(`${phase.sql} as phase`, phase.bindings))
      .count({ count: '*' })
      .groupByRaw('1');
    const [drifting, ending] = await Promise.all([
      this.#count('cluster_plans', query =>
        query.whereNot('drift_json', '[]').whereNull('deleting_at'),
      ),
      this.#count('cluster_plans', query =>
        query.where('ends_at', '<', endsBefore).whereNull('deleting_at'),
      ),
    ]);
    return { ...toPhases(rows), drifting, ending };
  }

  async volumes(): Promise<Fleet['volumes']> {
    const rows: {
      phase: string;
      count: number | string;
      capacity: number | string;
      used: number | string;
    }[] = await this.#knex('volumes')
      .groupBy('phase')
      .select('phase')
      .count({ count: '*' })
      .sum({ capacity: 'size_bytes', used: 'used_bytes' });
    const quotas: { quota_json: string }[] =
      await this.#knex('projects').select('quota_json');
    const limits = quotas.map(
      ({ quota_json }) => (JSON.parse(quota_json) as Quota).storage,
    );
    return {
      ...toPhases(rows),
      capacityBytes: sum(rows.map(({ capacity }) => Number(capacity))),
      usedBytes: sum(rows.map(({ used }) => Number(used))),
      quotaBytes: sum(
        limits.map(limit => (limit === undefined ? 0 : parseQuantity(limit))),
      ),
      withoutQuota: limits.filter(limit => limit === undefined).length,
    };
  }

  /** Reads runs that have not ended, never the others. */
  async runs(): Promise<Fleet['runs']> {
    const [active, waiting, oldest] = await Promise.all([
      this.#count('runs', query =>
        query.whereIn('phase', ['Starting', 'Running']),
      ),
      this.#count('runs', query => query.where('phase', 'Queued')),
      this.#knex
        .from(
          this.#knex('runs')
            .where('phase', 'Queued')
            .orderBy('id')
            .limit(OLDEST_OF)
            .select('queued_at')
            .as('first'),
        )
        .min({ at: 'queued_at' })
        .first(),
    ]);
    const at = oldest?.at;
    return {
      ...{ active, waiting },
      ...(at !== null &&
        at !== undefined && {
          oldestWaitingAt: new Date(Number(at)).toISOString(),
        }),
    };
  }

  async #count(
    table: string,
    narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
  ): Promise<number> {
    const [{ count }] = await narrow(this.#knex(table)).count({ count: '*' });
    return Number(count);
  }
}

function toPhases(rows: { phase: string; count: number | string }[]) {
  return {
    total: sum(rows.map(({ count }) => Number(count))),
    phases: Object.fromEntries(
      rows.map(({ phase, count }) => [phase, Number(count)]),
    ),
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

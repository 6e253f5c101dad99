import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  ClusterMachines,
  ClusterPlan,
  Machine,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { appendEntityChange } from '../../database/entityChanges';
import { resealRows } from '../../encryption/resealRows';
import type { SecretBox } from '../../encryption/SecretBox';
import type { ClusterEvents, NewClusterEvent } from './ClusterEvents';
import {
  PLAN_COLUMNS,
  toPlanRecord,
  type EndNotice,
  type PlanRecord,
  type PlanRow,
} from './PlanRecord';

/** A record with what its cluster's row says. */
export interface PlannedCluster extends PlanRecord {
  provisioner: string;
  generation: number;
  createdAt: number;
}

/** What a look has shown; what is left out stays. */
export type PlanObservation = Partial<
  Pick<
    PlanRecord,
    | 'phase'
    | 'conditions'
    | 'pools'
    | 'drift'
    | 'links'
    | 'cost'
    | 'version'
    | 'settled'
    | 'timedOut'
    | 'failures'
  >
> & {
  machines?: Machine[];
  /** Milliseconds since 1970. */
  nextAt: number;
};

/** Another process has taken the cluster over, or it is gone: whoever worked on it has to stop. */
export class TakenOverError extends Error {
  constructor(cluster: string) {
    super(`Cluster '${cluster}' is looked after by another process now`);
    this.name = 'TakenOverError';
  }
}

type Row = PlanRow & {
  provisioner: string;
  generation: number;
  created_at: number | string;
};

/** All SQL of plans of provisioned clusters. */
export class ClusterPlanStore {
  readonly #knex: Knex;
  readonly #box: SecretBox;
  readonly #events: ClusterEvents;

  constructor(options: { knex: Knex; box: SecretBox; events: ClusterEvents }) {
    this.#knex = options.knex;
    this.#box = options.box;
    this.#events = options.events;
  }

  async find(cluster: string): Promise<PlannedCluster | undefined> {
    const row: Row | undefined = await this.#select()
      .where({ cluster })
      .first();
    return row && toPlanned(row);
  }

  /** Names of clusters to look at now, the longest overdue first, but for those of some clouds; with their clouds. */
  async due(
    now: number,
    limit: number,
    but: string[] = [],
  ): Promise<{ cluster: string; cloud: string }[]> {
    return this.#knex('cluster_plans')
      .where('next_at', '<=', now)
      .whereNotIn('cloud', but)
      .orderBy('next_at')
      .limit(limit)
      .select('cluster', 'cloud');
  }

  /** Of those in these clouds, what is being made: not settled, and not being removed. */
  async underWay(
    clouds: string[],
  ): Promise<(PlannedCluster & { machines: Machine[] })[]> {
    const rows: (Row & { machines_json: string })[] = await this.#select()
      .select('cluster_plans.machines_json')
      .whereIn('cloud', clouds)
      .whereNull('deleting_at')
      .where('settled', false);
    return rows.map(row => ({
      ...toPlanned(row),
      machines: JSON.parse(row.machines_json),
    }));
  }

  /** How many clusters there are in each cloud. */
  async counts(): Promise<Map<string, number>> {
    const rows: { cloud: string; count: number | string }[] = await this.#knex(
      'cluster_plans',
    )
      .groupBy('cloud')
      .select('cloud')
      .count({ count: '*' });
    return new Map(rows.map(row => [row.cloud, Number(row.count)]));
  }

  /** Says something of the end of a cluster, and remembers that it has. */
  async say(
    { cluster, uid }: Pick<PlanRecord, 'cluster' | 'uid'>,
    notice: EndNotice,
    event: NewClusterEvent,
  ): Promise<void> {
    await this.#knex.transaction(async tx => {
      await tx('cluster_plans')
        .where({ cluster, uid })
        .update({ end_notice: notice });
      await this.#events.append(tx, { cluster, uid }, [event]);
    });
  }

  /** Encrypts again what another key than the first has encrypted; returns how many. */
  reseal(logger: LoggerService): Promise<number> {
    return resealRows(
      this.#knex,
      this.#box,
      {
        table: 'cluster_plans',
        column: 'memory_sealed',
        key: ['uid'],
        purpose: ({ uid }) => purposeOf(uid),
      },
      logger,
    );
  }

  /** Creates the record, in the transaction that creates the cluster. */
  async insert(
    tx: Knex.Transaction,
    record: Pick<
      PlanRecord,
      'uid' | 'cloud' | 'owner' | 'plan' | 'endsAt' | 'deletionProtection'
    >,
    event: NewClusterEvent,
  ): Promise<void> {
    const { uid, cloud, owner, plan, endsAt, deletionProtection } = record;
    const now = Date.now();
    await tx('cluster_plans').insert({
      cluster: plan.name,
      ...{ uid, cloud, owner },
      plan_json: JSON.stringify(plan),
      phase: 'Pending',
      deletion_protection: deletionProtection,
      ends_at: endsAt ?? null,
      began_at: now,
      next_at: now,
    });
    await this.#events.append(tx, { cluster: plan.name, uid }, [event]);
  }

  /** Changes what is given, in the transaction that raises the cluster's generation; it is looked at at once. */
  async change(
    tx: Knex.Transaction,
    { cluster, uid }: Pick<PlanRecord, 'cluster' | 'uid'>,
    change: {
      plan?: ClusterPlan;
      deletionProtection?: boolean;
      /** `null` for no end. */
      endsAt?: number | null;
      deletingAt?: number;
    },
    events: NewClusterEvent[],
  ): Promise<void> {
    const { plan, deletionProtection, endsAt, deletingAt } = change;
    const now = Date.now();
    const begins = plan !== undefined || deletingAt !== undefined;
    await tx('cluster_plans')
      .where({ cluster, uid })
      .update({
        ...(plan && { plan_json: JSON.stringify(plan) }),
        ...(deletionProtection !== undefined && {
          deletion_protection: deletionProtection,
        }),
        ...(endsAt !== undefined && { ends_at: endsAt, end_notice: null }),
        ...(deletingAt !== undefined && {
          deleting_at: deletingAt,
          phase: 'Deleting',
        }),
        ...(begins && {
          began_at: now,
          settled: false,
          timed_out: false,
          failures: 0,
        }),
        next_at: now,
      });
    await this.#events.append(tx, { cluster, uid }, events);
  }

  /** Has it looked at soon. */
  async wake(tx: Knex, cluster: string): Promise<void> {
    await tx('cluster_plans').where({ cluster }).update({ next_at: 0 });
  }

  /**
   * Takes a cluster to work on it: whoever has worked on it under a lease of before can write nothing more.
   *
   * @returns what there is to know of it; `undefined` when it is gone, or another process works on it
   */
  async claim(
    cluster: string,
    term: number,
  ): Promise<
    (PlannedCluster & { memory: Record<string, unknown> }) | undefined
  > {
    await this.#knex('cluster_plans')
      .where({ cluster })
      .andWhere('term', '<', term)
      .update({ term });
    const row: (Row & { memory_sealed: string | null }) | undefined =
      await this.#select()
        .select('cluster_plans.memory_sealed')
        .where({ cluster, term })
        .first();
    return (
      row && {
        ...toPlanned(row),
        memory: this.#open(row.plan_uid, row.memory_sealed),
      }
    );
  }

  /** What its provisioner keeps; for who only reads. */
  async memory(cluster: string): Promise<Record<string, unknown>> {
    const row = await this.#knex('cluster_plans')
      .where({ cluster })
      .first('uid', 'memory_sealed');
    return row ? this.#open(row.uid, row.memory_sealed) : {};
  }

  /** @throws TakenOverError */
  async saveMemory(
    { cluster, uid }: Pick<PlanRecord, 'cluster' | 'uid'>,
    term: number,
    memory: Record<string, unknown>,
  ): Promise<void> {
    const updated = await this.#knex('cluster_plans')
      .where({ cluster, uid, term })
      .update({
        memory_sealed: this.#box.seal(JSON.stringify(memory), purposeOf(uid)),
      });
    if (updated === 0) {
      throw new TakenOverError(cluster);
    }
  }

  /**
   * Writes down a look, and what it has led to. Where the plan was changed meanwhile, it is not settled, and is looked
   * at again at once; where its removal was asked for meanwhile, that stays.
   *
   * @throws TakenOverError
   */
  async observe(
    record: Pick<
      PlannedCluster,
      'cluster' | 'uid' | 'generation' | 'phase' | 'deletingAt'
    >,
    term: number,
    seen: PlanObservation,
    events: NewClusterEvent[],
  ): Promise<void> {
    const { cluster, uid, generation } = record;
    await this.#knex.transaction(async tx => {
      const row = await tx('clusters')
        .where({ name: cluster })
        .first('generation');
      const current = row?.generation === generation;
      const json = (value: unknown) =>
        value === undefined ? undefined : JSON.stringify(value);
      const before = await tx('cluster_plans')
        .where({ cluster, uid })
        .first('links_json');
      // knex leaves out what is undefined.
      const updated = await tx('cluster_plans')
        .where({ cluster, uid, term })
        .update({
          conditions_json: json(seen.conditions),
          pools_json: json(seen.pools),
          machines_json: json(seen.machines),
          drift_json: json(seen.drift),
          links_json: json(seen.links),
          cost_json: json(seen.cost),
          version: seen.version,
          failures: seen.failures,
          observed_at: Date.now(),
          ...(current && {
            phase: seen.phase,
            settled: seen.settled,
            timed_out: seen.timedOut,
            next_at: seen.nextAt,
            ...(seen.settled && { observed_generation: generation }),
          }),
        });
      if (updated === 0) {
        throw new TakenOverError(cluster);
      }
      await this.#events.append(tx, { cluster, uid }, events);
      // What the catalog shows of it.
      const newLinks = json(seen.links) ?? before?.links_json;
      if (
        (seen.phase !== undefined && seen.phase !== record.phase) ||
        newLinks !== before?.links_json
      ) {
        await appendEntityChange(tx, { kind: 'cluster', name: cluster });
      }
    });
  }

  /** Forgets a cluster of which nothing is left, and says so. */
  async forget(
    { cluster, uid }: Pick<PlanRecord, 'cluster' | 'uid'>,
    term: number,
    event: NewClusterEvent,
  ): Promise<void> {
    await this.#knex.transaction(async tx => {
      const deleted = await tx('cluster_plans')
        .where({ cluster, uid, term })
        .delete();
      if (deleted === 0) {
        throw new TakenOverError(cluster);
      }
      await tx('clusters').where({ name: cluster }).delete();
      await this.#events.append(tx, { cluster, uid }, [event]);
      await appendEntityChange(tx, {
        ...{ kind: 'cluster', name: cluster, deleted: true },
      });
    });
  }

  /** Pools and machines as they were last seen. */
  async machines(cluster: string): Promise<ClusterMachines> {
    const row = await this.#knex('cluster_plans')
      .where({ cluster })
      .first('pools_json', 'machines_json', 'observed_at');
    return {
      pools: row ? JSON.parse(row.pools_json) : [],
      machines: row ? JSON.parse(row.machines_json) : [],
      ...(row?.observed_at && {
        observedAt: new Date(Number(row.observed_at)).toISOString(),
      }),
    };
  }

  #open(uid: string, sealed: string | null): Record<string, unknown> {
    return sealed === null
      ? {}
      : JSON.parse(this.#box.open(sealed, purposeOf(uid)));
  }

  #select(): Knex.QueryBuilder {
    return this.#knex('cluster_plans')
      .join('clusters', 'clusters.name', 'cluster_plans.cluster')
      .select(
        PLAN_COLUMNS,
        'clusters.provisioner',
        'clusters.generation',
        'clusters.created_at',
      );
  }
}

function purposeOf(uid: string): string {
  return `cluster_plans/${uid}`;
}

function toPlanned(row: Row): PlannedCluster {
  return {
    ...toPlanRecord(row)!,
    provisioner: row.provisioner,
    generation: row.generation,
    createdAt: Number(row.created_at),
  };
}

import type {
  Cluster,
  ClusterResources,
  Condition,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { appendEntityChange } from '../database/entityChanges';
import { conflict } from '../http/errors';
import { recordAnswer, type Idempotency } from '../http/idempotency';
import { selectClusters, type ClusterQuery } from './selectClusters';
import type { ObservedFeatures } from './observation/readFeatures';
import { mergePhases } from './provisioning/mergePhases';
import {
  PLAN_COLUMNS,
  toPlanRecord,
  type PlanRecord,
  type PlanRow,
} from './provisioning/PlanRecord';
import { readClusterLoad, type ClusterLoad } from './readClusterLoad';

/** A cluster as it is stored; times are milliseconds since 1970. */
export interface ClusterRecord {
  name: string;
  title: string;
  description: string;
  provisioner: Cluster['provisioner'];
  engine: Cluster['engine'];
  version?: string;
  capacity: ClusterResources;
  phase: Cluster['status']['phase'];
  conditions: Condition[];
  generation: number;
  observedGeneration: number;
  /** When it was last looked at. */
  observedAt?: number;
  /** When it last answered; of imported clusters. */
  contactedAt?: number;
  /** How many there are; of imported clusters that have answered. */
  nodes?: { total: number; ready: number };
  /** Of imported clusters that have answered. */
  features?: ObservedFeatures;
  /** Of provisioned clusters. */
  plan?: PlanRecord;
  createdAt: number;
}

/** What an administrator says of an imported cluster. */
export type NewCluster = Pick<
  ClusterRecord,
  'name' | 'title' | 'description' | 'provisioner' | 'engine'
>;

/** What a provisioner says of a cluster. */
export type ClusterFacts = Omit<
  ClusterRecord,
  | 'generation'
  | 'observedGeneration'
  | 'createdAt'
  | 'contactedAt'
  | 'nodes'
  | 'features'
  | 'plan'
>;

interface ClusterRow {
  name: string;
  title: string;
  description: string;
  provisioner: Cluster['provisioner'];
  engine: Cluster['engine'];
  version: string | null;
  capacity_json: string;
  phase: Cluster['status']['phase'];
  conditions_json: string;
  generation: number;
  observed_generation: number;
  observed_at: number | string | null;
  created_at: number | string;
}

/** With what was seen, where anything was: a left join. */
interface SeenRow extends ClusterRow, PlanRow {
  contacted_at: number | string | null;
  features_json: string | null;
  nodes_total: number | null;
  nodes_ready: number | null;
}

/** All SQL of clusters; the only writer of their rows. */
export class ClusterStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async find(name: string): Promise<ClusterRecord | undefined> {
    const row: SeenRow | undefined = await this.#select()
      .where({ name })
      .first();
    return row && toRecord(row);
  }

  /** Up to `limit` clusters. */
  async list(query: ClusterQuery): Promise<ClusterRecord[]> {
    const rows: SeenRow[] = await this.#select().modify(builder =>
      selectClusters(builder, query),
    );
    return rows.map(toRecord);
  }

  /**
   * Creates an imported cluster, and in the same transaction whatever `more` writes.
   *
   * @param toAnswer - makes the answer that is kept for the idempotency key
   * @throws ApiError 409 `NameTaken`.
   */
  async create(
    cluster: NewCluster,
    more: (tx: Knex.Transaction) => Promise<void>,
    toAnswer: (created: ClusterRecord) => unknown,
    idempotency?: Idempotency,
  ): Promise<ClusterRecord> {
    const { name } = cluster;
    return this.#knex.transaction(async tx => {
      const created = await tx('clusters')
        .insert({
          ...cluster,
          capacity_json: JSON.stringify({ cpu: 0, memoryBytes: 0, gpu: 0 }),
          phase: 'Unreachable',
          created_at: Date.now(),
        })
        .onConflict('name')
        .ignore()
        .returning('name');
      if (created.length === 0) {
        throw conflict('NameTaken', `A cluster '${name}' exists already`, {
          field: 'name',
          advice: 'Choose another name.',
        });
      }
      await more(tx);
      await appendEntityChange(tx, { kind: 'cluster', name });
      const row: SeenRow = await this.#select(tx).where({ name }).first();
      const record = toRecord(row);
      if (idempotency) {
        const body = toAnswer(record);
        await recordAnswer(tx, idempotency, { status: 201, body });
      }
      return record;
    });
  }

  /** Changes what is given, and in the same transaction whatever `more` writes; false when there is no such cluster. */
  async update(
    name: string,
    change: { title?: string; description?: string },
    more: (tx: Knex.Transaction) => Promise<void>,
  ): Promise<boolean> {
    return this.#knex.transaction(async tx => {
      const updated = await tx('clusters')
        .where({ name })
        .update({
          // knex leaves out what is undefined.
          ...change,
          generation: tx.raw('generation + 1'),
        });
      if (updated === 0) {
        return false;
      }
      await more(tx);
      await appendEntityChange(tx, { kind: 'cluster', name });
      return true;
    });
  }

  /**
   * Within {@link ClusterStore.update}, which has raised the generation by one.
   *
   * @param generation - what the change is based on; undefined for whatever there is
   * @throws ApiError 409 `Changed` when it is another
   */
  async requireGeneration(
    tx: Knex.Transaction,
    name: string,
    generation: number | undefined,
  ): Promise<void> {
    const row = await tx('clusters').where({ name }).first('generation');
    if (generation !== undefined && row?.generation !== generation + 1) {
      throw conflict(
        'Changed',
        `Cluster '${name}' was changed meanwhile: it has generation ${row?.generation - 1}, not ${generation}`,
        { field: 'generation', advice: 'Look at it again, and repeat that.' },
      );
    }
  }

  /** Creates the cluster, or brings what is stored up to date; the catalog hears of what it shows. */
  async upsert(facts: ClusterFacts): Promise<void> {
    const wanted = {
      title: facts.title,
      description: facts.description,
      provisioner: facts.provisioner,
      engine: facts.engine,
    };
    const seen = {
      version: facts.version ?? null,
      capacity_json: JSON.stringify(facts.capacity),
      phase: facts.phase,
    };
    const row = {
      ...wanted,
      ...seen,
      conditions_json: JSON.stringify(facts.conditions),
      observed_at: facts.observedAt ?? null,
    };
    await this.#knex.transaction(async tx => {
      const before = await tx<ClusterRow>('clusters')
        .where({ name: facts.name })
        .first();
      if (!before) {
        await tx('clusters')
          .insert({
            name: facts.name,
            ...row,
            generation: 1,
            observed_generation: 1,
            created_at: Date.now(),
          })
          .onConflict('name')
          .ignore();
        await appendEntityChange(tx, { kind: 'cluster', name: facts.name });
        return;
      }
      const generation = before.generation + (differs(before, wanted) ? 1 : 0);
      await tx('clusters')
        .where({ name: facts.name })
        .update({ ...row, generation, observed_generation: generation });
      if (differs(before, { ...wanted, ...seen })) {
        await appendEntityChange(tx, { kind: 'cluster', name: facts.name });
      }
    });
  }

  /** Forgets the cluster; nothing happens when there is none. */
  async delete(name: string): Promise<void> {
    await this.#knex.transaction(async tx => {
      const deleted = await tx('clusters').where({ name }).delete();
      if (deleted > 0) {
        await appendEntityChange(tx, { kind: 'cluster', name, deleted: true });
      }
    });
  }

  /** What of PAGoDA is on the cluster and would be lost with it. */
  async blockers(name: string): Promise<{ runs: number; volumes: number }> {
    const load = (await this.load([name])).get(name)!;
    const volumes = await this.#knex('volumes')
      .where({ cluster: name })
      .count({ count: '*' })
      .first();
    return {
      runs: load.active + load.queued,
      volumes: Number(volumes?.count ?? 0),
    };
  }

  /** What the runs on these clusters ask for now; two queries, however many clusters. */
  load(names: string[]): Promise<Map<string, ClusterLoad>> {
    return readClusterLoad(this.#knex, names);
  }

  #select(knex: Knex = this.#knex): Knex.QueryBuilder {
    return knex('clusters')
      .leftJoin(
        'cluster_observations',
        'cluster_observations.cluster',
        'clusters.name',
      )
      .leftJoin('cluster_plans', 'cluster_plans.cluster', 'clusters.name')
      .select(
        PLAN_COLUMNS,
        'clusters.*',
        'contacted_at',
        'features_json',
        'nodes_total',
        'nodes_ready',
      );
  }
}

function differs(row: ClusterRow, values: Partial<ClusterRow>): boolean {
  return Object.entries(values).some(
    ([column, value]) => row[column as keyof ClusterRow] !== value,
  );
}

function toRecord(row: SeenRow): ClusterRecord {
  const plan = toPlanRecord(row);
  return {
    name: row.name,
    title: row.title,
    description: row.description,
    provisioner: row.provisioner,
    engine: row.engine,
    version: row.version ?? plan?.version,
    capacity: JSON.parse(row.capacity_json),
    phase: plan
      ? mergePhases(plan.phase, row.phase, row.observed_at !== null)
      : row.phase,
    conditions: JSON.parse(row.conditions_json),
    generation: row.generation,
    observedGeneration: row.observed_generation,
    observedAt: row.observed_at === null ? undefined : Number(row.observed_at),
    ...(row.contacted_at !== null && {
      contactedAt: Number(row.contacted_at),
      nodes: { total: row.nodes_total ?? 0, ready: row.nodes_ready ?? 0 },
    }),
    ...(row.features_json !== null && {
      features: JSON.parse(row.features_json),
    }),
    ...(plan && { plan }),
    createdAt: Number(row.created_at),
  };
}

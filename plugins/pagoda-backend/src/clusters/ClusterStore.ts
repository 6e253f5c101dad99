import type {
  Cluster,
  ClusterResources,
  Condition,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { appendEntityChange } from '../database/entityChanges';
import { likePattern } from '../database/likePattern';

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
  observedAt?: number;
  createdAt: number;
}

/** What a provisioner says of a cluster. */
export type ClusterFacts = Omit<
  ClusterRecord,
  'generation' | 'observedGeneration' | 'createdAt'
>;

/** What the runs of a cluster ask for and how many there are. */
export interface ClusterLoad {
  /** Asked by active runs. */
  allocated: ClusterResources;
  active: number;
  queued: number;
}

/** Which clusters are wanted, by name. */
export interface ClusterQuery {
  limit: number;
  /** Name of the last cluster of the page before. */
  after?: string;
  descending?: boolean;
  /** Part of the name. */
  search?: string;
}

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

interface LoadRow {
  cluster: string;
  cpu: number | string;
  memory: number | string;
  gpu: number | string;
  count: number | string;
}

/** All SQL of clusters; the only writer of their rows. */
export class ClusterStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async find(name: string): Promise<ClusterRecord | undefined> {
    const row = await this.#knex<ClusterRow>('clusters')
      .where({ name })
      .first();
    return row && toRecord(row);
  }

  /** Up to `limit` clusters by name. */
  async list(query: ClusterQuery): Promise<ClusterRecord[]> {
    const { limit, after, descending = false, search } = query;
    const rows = await this.#knex<ClusterRow>('clusters')
      .modify(builder => {
        if (after !== undefined) {
          builder.where('name', descending ? '<' : '>', after);
        }
        if (search) {
          builder.whereRaw(`name like ? escape '\\'`, [likePattern(search)]);
        }
      })
      .orderBy('name', descending ? 'desc' : 'asc')
      .limit(limit);
    return rows.map(toRecord);
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

  /** What the runs on these clusters ask for now; two queries, however many clusters. */
  async load(names: string[]): Promise<Map<string, ClusterLoad>> {
    const load = new Map<string, ClusterLoad>(
      names.map(name => [
        name,
        {
          allocated: { cpu: 0, memoryBytes: 0, gpu: 0 },
          active: 0,
          queued: 0,
        },
      ]),
    );
    if (names.length === 0) {
      return load;
    }
    // Both read a slice of the index (cluster, phase, id): what waits or runs, never what has ended.
    const active: LoadRow[] = await this.#knex('runs')
      .whereIn('cluster', names)
      .whereIn('phase', ['Starting', 'Running'])
      .groupBy('cluster')
      .select('cluster')
      .sum({ cpu: 'cpu', memory: 'memory_bytes', gpu: 'gpu' })
      .count({ count: '*' });
    for (const row of active) {
      const entry = load.get(row.cluster)!;
      entry.allocated = {
        cpu: Number(row.cpu),
        memoryBytes: Number(row.memory),
        gpu: Number(row.gpu),
      };
      entry.active = Number(row.count);
    }
    const queued: LoadRow[] = await this.#knex('runs')
      .whereIn('cluster', names)
      .where('phase', 'Queued')
      .groupBy('cluster')
      .select('cluster')
      .count({ count: '*' });
    for (const row of queued) {
      load.get(row.cluster)!.queued = Number(row.count);
    }
    return load;
  }
}

function differs(row: ClusterRow, values: Partial<ClusterRow>): boolean {
  return Object.entries(values).some(
    ([column, value]) => row[column as keyof ClusterRow] !== value,
  );
}

function toRecord(row: ClusterRow): ClusterRecord {
  return {
    name: row.name,
    title: row.title,
    description: row.description,
    provisioner: row.provisioner,
    engine: row.engine,
    version: row.version ?? undefined,
    capacity: JSON.parse(row.capacity_json),
    phase: row.phase,
    conditions: JSON.parse(row.conditions_json),
    generation: row.generation,
    observedGeneration: row.observed_generation,
    observedAt: row.observed_at === null ? undefined : Number(row.observed_at),
    createdAt: Number(row.created_at),
  };
}

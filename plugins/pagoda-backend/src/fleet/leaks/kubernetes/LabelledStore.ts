import type { Knex } from 'knex';

/** Names and ids that objects of clusters lead to. */
export interface LabelledThings {
  projects: Set<string>;
  runs: Set<string>;
  sweeps: Set<string>;
  /** As `project/name`. */
  volumes: Set<string>;
  /** Names of the namespaces on the cluster that are looked after, by project; the project may be gone. */
  namespaces: Map<string, string>;
}

/** A volume that has a claim of its own. */
export interface ClaimOwner {
  project: string;
  name: string;
  /** `project/name` */
  key: string;
}

/** Values of one `in (…)`; databases have limits. */
const CHUNK = 500;

/** Finds out which of the things that labels name are there. */
export class LabelledStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @returns of the asked things those that exist */
  async existing(
    cluster: string,
    asked: Omit<LabelledThings, 'namespaces'>,
  ): Promise<LabelledThings> {
    const projects = [...asked.projects];
    return {
      projects: await this.#present('projects', 'name', projects),
      runs: await this.#present('runs', 'id', [...asked.runs]),
      sweeps: await this.#present('sweeps', 'id', [...asked.sweeps]),
      volumes: new Set(
        (
          await this.#rows('volumes', 'project', projects, ['project', 'name'])
        ).map(({ project, name }) => `${project}/${name}`),
      ),
      namespaces: new Map(
        (
          await this.#rows(
            'project_namespaces',
            'cluster',
            [cluster],
            ['project', 'namespace'],
          )
        ).map(({ project, namespace }) => [project, namespace]),
      ),
    };
  }

  /** The volumes whose claim was made on the cluster, as their rows say. */
  async claims(cluster: string): Promise<ClaimOwner[]> {
    const rows = await this.#knex('volumes')
      .where({ cluster, provider: 'kubernetes' })
      .whereIn('phase', ['Available', 'Error'])
      .where('observed_generation', '>', 0)
      .select('project', 'name');
    return rows.map(({ project, name }) => ({
      ...{ project, name },
      key: `${project}/${name}`,
    }));
  }

  async #present(
    table: string,
    column: string,
    values: string[],
  ): Promise<Set<string>> {
    const rows = await this.#rows(table, column, values, [column]);
    return new Set(rows.map(row => row[column]));
  }

  async #rows(
    table: string,
    column: string,
    values: string[],
    columns: string[],
  ): Promise<Record<string, string>[]> {
    const rows: Record<string, string>[] = [];
    for (let start = 0; start < values.length; start += CHUNK) {
      rows.push(
        ...(await this.#knex(table)
          .whereIn(column, values.slice(start, start + CHUNK))
          .select(columns)),
      );
    }
    return rows;
  }
}

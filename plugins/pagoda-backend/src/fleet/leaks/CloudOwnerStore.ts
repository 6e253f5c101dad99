import type { Knex } from 'knex';
import type { Mark } from './openstack/readMark';

/** A provisioned cluster that has been made. */
export interface ClusterOwner {
  cluster: string;
  uid: string;
}

/** What there is of the owners that marks name. */
export interface CloudOwners {
  /** Of clusters. */
  uids: Set<string>;
  clusters: Set<string>;
  /** As `project/name`. */
  volumes: Set<string>;
}

/** Values of one `in (…)`; databases have limits. */
const CHUNK = 500;

/** Finds out which owners of things in clouds are there. */
export class CloudOwnerStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @returns of the owners that the marks name those that exist */
  async existing(marks: Mark[]): Promise<CloudOwners> {
    const of = (key: keyof Mark) => [
      ...new Set(marks.flatMap(mark => mark[key] ?? [])),
    ];
    const plans = [
      ...(await this.#rows('cluster_plans', 'uid', of('uid'))),
      ...(await this.#rows('cluster_plans', 'cluster', of('cluster'))),
    ];
    const volumes = await this.#rows('volumes', 'project', of('project'));
    return {
      uids: new Set(plans.map(({ uid }) => uid)),
      clusters: new Set(plans.map(({ cluster }) => cluster)),
      volumes: new Set(
        volumes.map(({ project, name }) => `${project}/${name}`),
      ),
    };
  }

  /** The clusters that a provisioner has made in a cloud, and that nobody has asked to be removed. */
  async clusters(cloud: string, provisioner: string): Promise<ClusterOwner[]> {
    return this.#knex('cluster_plans')
      .join('clusters', 'clusters.name', 'cluster_plans.cluster')
      .where({ cloud, provisioner })
      .where('cluster_plans.observed_generation', '>', 0)
      .whereNull('deleting_at')
      .select('cluster', 'uid');
  }

  async #rows(
    table: string,
    column: string,
    values: string[],
  ): Promise<Record<string, string>[]> {
    const rows: Record<string, string>[] = [];
    const columns =
      table === 'cluster_plans' ? ['uid', 'cluster'] : ['project', 'name'];
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

import type { Knex } from 'knex';
import type { Mark } from './openstack/readMark';

/** A provisioned cluster that has been made. */
export interface ClusterOwner {
  cluster: string;
  uid: string;
}

/** A volume, or a snapshot of one, that has been made in a cloud. */
export interface StorageOwner {
  kind: 'volume' | 'snapshot';
  project: string;
  /** Of a snapshot: with its volume's before it, as `data/before`. */
  name: string;
  uid: string;
  externalId: string;
}

/** What there is of the owners that marks name. */
export interface CloudOwners {
  /** Of clusters, volumes and snapshots. */
  uids: Set<string>;
  clusters: Set<string>;
  /** As `project/name`. */
  volumes: Set<string>;
  /** How the cloud calls what belongs to a volume or snapshot, by its uid; missing until it has been made. */
  externalIds: Map<string, string>;
}

/** What is read of each table. */
const COLUMNS = {
  cluster_plans: ['uid', 'cluster'],
  volumes: ['project', 'name', 'uid', 'external_id'],
  volume_snapshots: ['uid', 'external_id'],
};
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
    const storage = [
      ...(await this.#rows('volumes', 'uid', of('uid'))),
      ...(await this.#rows('volume_snapshots', 'uid', of('uid'))),
    ];
    return {
      uids: new Set([...plans, ...storage].map(({ uid }) => uid)),
      externalIds: new Map(
        storage.flatMap(row =>
          row.external_id === null ? [] : [[row.uid, row.external_id]],
        ),
      ),
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

  /** The volumes and snapshots that were made in a cloud, and that nobody has asked to be deleted. */
  async storage(cloud: string): Promise<StorageOwner[]> {
    const volumes = await this.#knex('volumes')
      .where({ cloud })
      .whereNot('phase', 'Deleting')
      .whereNotNull('external_id')
      .select('project', 'name', 'uid', { externalId: 'external_id' });
    const snapshots = await this.#knex('volume_snapshots')
      .join('volumes', join =>
        join
          .on('volumes.project', 'volume_snapshots.project')
          .on('volumes.name', 'volume_snapshots.volume'),
      )
      .where({ cloud })
      .whereNot('volume_snapshots.phase', 'Deleting')
      .whereNotNull('volume_snapshots.external_id')
      .select(
        'volume_snapshots.project',
        'volume_snapshots.volume',
        'volume_snapshots.name',
        'volume_snapshots.uid',
        { externalId: 'volume_snapshots.external_id' },
      );
    return [
      ...volumes.map((row): StorageOwner => ({ ...row, kind: 'volume' })),
      ...snapshots.map(({ volume, name, ...row }): StorageOwner => ({
        ...{ ...row, kind: 'snapshot', name: `${volume}/${name}` },
      })),
    ];
  }

  async #rows(
    table: keyof typeof COLUMNS,
    column: string,
    values: string[],
  ): Promise<Record<string, string>[]> {
    const rows: Record<string, string>[] = [];
    for (let start = 0; start < values.length; start += CHUNK) {
      rows.push(
        ...(await this.#knex(table)
          .whereIn(column, values.slice(start, start + CHUNK))
          .select(COLUMNS[table])),
      );
    }
    return rows;
  }
}

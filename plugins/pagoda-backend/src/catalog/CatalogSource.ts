import type { ExperimentSpec } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import {
  lastEntityChange,
  readEntityChanges,
  type EntityChangeKind,
} from '../database/entityChanges';
import type {
  CatalogChanges,
  CatalogName,
  CatalogPage,
  CatalogRecord,
  ProjectRecord,
  VolumeRecord,
} from './types';

/** Records in one page of {@link CatalogSource.page}. */
const PAGE = 500;
/** The same of experiments, each of which is read with up to half a megabyte of code. */
const EXPERIMENTS_PAGE = 50;
/** Changes that are told at once. */
const CHANGES = 500;

const ORDER: EntityChangeKind[] = [
  'group',
  'user',
  'project',
  'cluster',
  'volume',
  'experiment',
];

/** Where else a volume in a cloud is shown, such as in the cloud's dashboard. */
export type LinksOf = (volume: {
  cloud: string;
  externalId?: string;
}) => { title: string; url: string }[];

/** Reads from the tables what the catalog shows; of rows it writes none. */
export class CatalogSource {
  readonly #knex: Knex;
  readonly #linksOf: LinksOf;

  /** @param linksOf - where else volumes in clouds are shown */
  constructor(knex: Knex, linksOf: LinksOf) {
    this.#knex = knex;
    this.#linksOf = linksOf;
  }

  /** The number of the newest change: read it before the pages, and follow the feed from there. */
  async seq(): Promise<number> {
    return lastEntityChange(this.#knex);
  }

  /** A part of all records, from the first where `cursor` is not given. */
  async page(cursor?: string): Promise<CatalogPage> {
    const [kind, ...after] = cursor
      ? (JSON.parse(cursor) as [EntityChangeKind, ...string[]])
      : [ORDER[0]];
    const columns = keyColumns(kind);
    const limit = kind === 'experiment' ? EXPERIMENTS_PAGE : PAGE;
    const rows = await this.#select(kind)
      .modify(query => {
        if (after.length === 1) {
          query.where(columns[0], '>', after[0]);
        } else if (after.length === 2) {
          query.whereRaw('(??, ??) > (?, ?)', [...columns, ...after]);
        }
      })
      .orderBy(columns)
      .limit(limit);
    const records = await this.#toRecords(kind, rows);
    const last = rows[rows.length - 1];
    if (rows.length === limit) {
      const key = columns.length === 1 ? [] : [last.project];
      return { records, next: JSON.stringify([kind, ...key, last.name]) };
    }
    const nextKind = ORDER[ORDER.indexOf(kind) + 1];
    return { records, next: nextKind && JSON.stringify([nextKind]) };
  }

  /** What was written after a number of the feed, as it is now. */
  async changes(after: number): Promise<Omit<CatalogChanges, 'leading'>> {
    const changes = await readEntityChanges(this.#knex, after, CHANGES);
    const names = new Map<string, CatalogName>();
    for (const { kind, project, name } of changes) {
      const thing =
        kind === 'experiment' || kind === 'volume'
          ? { kind, project, name }
          : { kind, name };
      names.set(JSON.stringify([kind, thing.project, name]), thing);
    }
    const changed: CatalogRecord[] = [];
    const removed: CatalogName[] = [];
    for (const thing of names.values()) {
      const record = await this.#find(thing);
      if (record) {
        changed.push(record);
      } else {
        removed.push(thing);
      }
    }
    return {
      seq: changes.length > 0 ? changes[changes.length - 1].seq : after,
      changed,
      removed,
      resync: removed.some(({ kind }) => kind === 'project'),
    };
  }

  async #find(thing: CatalogName): Promise<CatalogRecord | undefined> {
    const [table] = keyColumns(thing.kind)[0].split('.');
    const rows = await this.#select(thing.kind)
      .where(`${table}.name`, thing.name)
      .modify(query => {
        if (thing.project !== undefined) {
          query.where(`${table}.project`, thing.project);
        }
      });
    const [record] = await this.#toRecords(thing.kind, rows);
    return record;
  }

  #select(kind: EntityChangeKind): Knex.QueryBuilder {
    const knex = this.#knex;
    switch (kind) {
      case 'user':
        return knex('accounts').select(
          'name',
          'display_name',
          'email',
          'picture',
          'groups_json',
        );
      case 'group':
        return knex('account_groups').select('name', 'title');
      case 'project':
        return knex('projects').select(
          'name',
          'title',
          'description',
          'created_by',
        );
      case 'cluster':
        return knex('clusters')
          .leftJoin('cluster_plans', 'cluster_plans.cluster', 'clusters.name')
          .select(
            'clusters.name',
            'clusters.title',
            'clusters.description',
            'clusters.provisioner',
            'clusters.engine',
            { plan_owner: 'cluster_plans.owner' },
            { plan_cloud: 'cluster_plans.cloud' },
            { plan_phase: 'cluster_plans.phase' },
            { plan_links: 'cluster_plans.links_json' },
          );
      case 'volume':
        return knex('volumes').select(
          'project',
          'name',
          'description',
          'owner',
          'cluster',
          'provider',
          'size',
          'cloud',
          'volume_type',
          'external_id',
          'phase',
        );
      default:
        return knex('experiments')
          .join('experiment_revisions', join =>
            join
              .on('experiment_revisions.project', 'experiments.project')
              .on('experiment_revisions.experiment', 'experiments.name')
              .on(
                'experiment_revisions.revision',
                'experiments.latest_revision',
              ),
          )
          .select(
            'experiments.project',
            'experiments.name',
            'experiments.title',
            'experiments.description',
            'experiments.owner',
            'experiments.latest_revision',
            'experiment_revisions.spec_json',
          );
    }
  }

  #toInCloud(row: Record<string, string>): VolumeRecord['inCloud'] {
    const { cloud, volume_type: volumeType, external_id, phase } = row;
    return {
      cloud,
      ...(volumeType && { volumeType }),
      phase,
      links: this.#linksOf({ cloud, externalId: external_id ?? undefined }),
    };
  }

  async #toRecords(
    kind: EntityChangeKind,
    rows: Record<string, string>[],
  ): Promise<CatalogRecord[]> {
    switch (kind) {
      case 'user':
        return rows.map(row => ({
          kind,
          name: row.name,
          displayName: row.display_name,
          email: row.email ?? undefined,
          picture: row.picture ?? undefined,
          groups: JSON.parse(row.groups_json),
        }));
      case 'group':
        return rows.map(row => ({ kind, name: row.name, title: row.title }));
      case 'project':
        return this.#toProjects(rows);
      case 'cluster':
        return rows.map(row => ({
          kind,
          name: row.name,
          title: row.title,
          description: row.description,
          provisioner: row.provisioner,
          engine: row.engine,
          ...(row.plan_cloud && {
            provisioned: {
              owner: row.plan_owner,
              cloud: row.plan_cloud,
              phase: row.plan_phase,
              links: JSON.parse(row.plan_links),
            },
          }),
        }));
      case 'volume':
        return rows.map(row => ({
          kind,
          project: row.project,
          name: row.name,
          description: row.description,
          owner: row.owner,
          cluster: row.cluster ?? undefined,
          provider: row.provider,
          size: row.size,
          ...(row.cloud && { inCloud: this.#toInCloud(row) }),
        }));
      default:
        return this.#toExperiments(rows);
    }
  }

  async #toProjects(rows: Record<string, string>[]): Promise<ProjectRecord[]> {
    const members = await this.#knex('project_members')
      .whereIn(
        'project',
        rows.map(row => row.name),
      )
      .where('role', 'owner')
      .orderBy('subject')
      .select('project', 'subject');
    const owners = new Map<string, string>();
    // A group before a user: `group:` sorts first, and the first is kept.
    for (const { project, subject } of members) {
      if (!owners.has(project)) {
        owners.set(project, subject);
      }
    }
    return rows.map(row => ({
      kind: 'project',
      name: row.name,
      title: row.title,
      description: row.description,
      owner: owners.get(row.name) ?? row.created_by,
    }));
  }

  #toExperiments(rows: Record<string, string>[]): CatalogRecord[] {
    return rows.map(row => {
      const spec = JSON.parse(row.spec_json) as ExperimentSpec;
      return {
        kind: 'experiment',
        project: row.project,
        name: row.name,
        title: row.title,
        description: row.description,
        owner: row.owner,
        revision: Number(row.latest_revision),
        image: spec.image,
        volumes: [...new Set((spec.volumes ?? []).map(({ name }) => name))],
      };
    });
  }
}

function keyColumns(kind: EntityChangeKind): string[] {
  switch (kind) {
    case 'user':
      return ['accounts.name'];
    case 'group':
      return ['account_groups.name'];
    case 'project':
      return ['projects.name'];
    case 'cluster':
      return ['clusters.name'];
    case 'volume':
      return ['volumes.project', 'volumes.name'];
    default:
      return ['experiments.project', 'experiments.name'];
  }
}

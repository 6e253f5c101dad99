import type { ProjectNamespace } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';

/** What a namespace being deleted waits for. */
export type WaitingFor = ProjectNamespace['waitingFor'];

/** Which namespace is meant. */
export interface NamespaceKey {
  cluster: string;
  project: string;
}

/** A project's namespace on a cluster as it is stored. */
export interface NamespaceRecord extends ProjectNamespace {
  projectDeleted: boolean;
  /** Of the namespace, once it was seen. */
  uid?: string;
}

/** What was seen of a namespace. */
export interface NamespaceObservation {
  phase: ProjectNamespace['phase'];
  message: string;
  uid?: string;
  waitingFor?: WaitingFor;
}

interface NamespaceRow {
  cluster: string;
  project: string;
  namespace: string;
  uid: string | null;
  phase: ProjectNamespace['phase'];
  message: string;
  waiting_json: string;
  project_deleted: boolean | number;
  since: number | string;
  created_at: number | string;
}

/** All SQL of projects' namespaces. */
export class ProjectNamespaceStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Of one project, by cluster. */
  async ofProject(project: string): Promise<ProjectNamespace[]> {
    const rows = await this.#knex<NamespaceRow>('project_namespaces')
      .where({ project })
      .orderBy('cluster');
    return rows.map(toNamespace);
  }

  /** The projects that have a namespace of the name, on whichever cluster. */
  async projectsOf(namespace: string): Promise<string[]> {
    const rows = await this.#knex<NamespaceRow>('project_namespaces')
      .where({ namespace })
      .distinct('project');
    return rows.map(({ project }) => project);
  }

  /** On one cluster, those that are not as they should be first. */
  async onCluster(cluster: string): Promise<NamespaceRecord[]> {
    const rows = await this.#knex<NamespaceRow>('project_namespaces')
      .where({ cluster })
      .orderByRaw("case phase when 'Active' then 1 else 0 end, project");
    return rows.map(toRecord);
  }

  /** Names of the clusters on which projects have namespaces. */
  async clusters(): Promise<string[]> {
    return this.#knex('project_namespaces')
      .distinct('cluster')
      .pluck('cluster');
  }

  async find({
    cluster,
    project,
  }: NamespaceKey): Promise<NamespaceRecord | undefined> {
    const row = await this.#knex<NamespaceRow>('project_namespaces')
      .where({ cluster, project })
      .first();
    return row && toRecord(row);
  }

  /**
   * What differs after each change of the project's settings, quota or secrets, and of another project of that name;
   * `undefined` where there is none.
   */
  async version(project: string): Promise<string | undefined> {
    const row = await this.#knex('projects')
      .where({ name: project })
      .first('created_at', 'generation', 'secrets_generation');
    return row && versionOf(row);
  }

  /** {@link ProjectNamespaceStore.version} of the projects on a cluster that are still there. */
  async versions(cluster: string): Promise<Map<string, string>> {
    const rows = await this.#knex('project_namespaces')
      .join('projects', 'projects.name', 'project_namespaces.project')
      .where({ cluster })
      .select(
        'name',
        'projects.created_at',
        'generation',
        'secrets_generation',
      );
    return new Map(rows.map(row => [row.name, versionOf(row)]));
  }

  /**
   * Notes that the project is to have a namespace on the cluster, before there is one: whoever deletes the project then
   * knows what to remove.
   *
   * @returns what is stored, which may be of an earlier project of that name; `undefined` when the project is gone
   */
  async begin(
    { cluster, project }: NamespaceKey,
    namespace: string,
  ): Promise<NamespaceRecord | undefined> {
    return this.#knex.transaction(async tx => {
      // Who deletes the project needs this row, too.
      const present = await tx('projects')
        .where({ name: project })
        .forUpdate()
        .first('name');
      if (!present) {
        return undefined;
      }
      const now = Date.now();
      await tx('project_namespaces')
        .insert({
          ...{ cluster, project, namespace, phase: 'Pending' },
          message: 'The namespace is being made.',
          ...{ since: now, created_at: now },
        })
        .onConflict(['cluster', 'project'])
        .ignore();
      const row = await tx<NamespaceRow>('project_namespaces')
        .where({ cluster, project })
        .first();
      return row && toRecord(row);
    });
  }

  /** Writes down what was seen; the time stays while the phase does. */
  async observe(
    { cluster, project }: NamespaceKey,
    { phase, message, uid, waitingFor = [] }: NamespaceObservation,
  ): Promise<void> {
    await this.#knex('project_namespaces')
      .where({ cluster, project })
      .update({
        since: this.#knex.raw('case when phase = ? then since else ? end', [
          phase,
          Date.now(),
        ]),
        ...{ phase, message, waiting_json: JSON.stringify(waitingFor) },
        ...(uid !== undefined && { uid }),
      });
  }

  /** Forgets all on a cluster that is there no more. */
  async deleteOfCluster(cluster: string): Promise<void> {
    await this.#knex('project_namespaces').where({ cluster }).delete();
  }

  /** Forgets it, once the namespace is gone. */
  async delete({ cluster, project }: NamespaceKey): Promise<void> {
    await this.#knex('project_namespaces').where({ cluster, project }).delete();
  }
}

function versionOf(row: {
  created_at: number | string;
  generation: number;
  secrets_generation: number;
}): string {
  return [row.created_at, row.generation, row.secrets_generation].join('.');
}

function toNamespace(row: NamespaceRow): ProjectNamespace {
  return {
    cluster: row.cluster,
    project: row.project,
    namespace: row.namespace,
    phase: row.phase,
    projectDeleted: Boolean(row.project_deleted),
    message: row.message,
    since: new Date(Number(row.since)).toISOString(),
    waitingFor: JSON.parse(row.waiting_json),
  };
}

function toRecord(row: NamespaceRow): NamespaceRecord {
  return {
    ...toNamespace(row),
    projectDeleted: Boolean(row.project_deleted),
    uid: row.uid ?? undefined,
  };
}

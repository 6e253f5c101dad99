import { InputError } from '@backstage/errors';
import {
  platformPermissions,
  projectPermissions,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import { notFound } from '../../http/errors';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { BoardName } from '../dashboards/types';
import type { ViewQuery } from './ViewService';

/** A dashboard about a thing, with what its variables are. */
export interface SubjectBoard {
  name: BoardName;
  cluster?: string;
  variables: Record<string, string>;
}

/** What views of a thing are made of. */
export interface FoundSubject {
  boards: SubjectBoard[];
  /** Whose lines, where it has any. */
  logs?: {
    project: string;
    run?: string;
    experiment?: string;
    sweep?: string;
  };
  /** Why there are no dashboards. */
  message?: string;
}

/** What {@link SubjectFinder} needs. */
export interface SubjectFinderOptions {
  access: ProjectAccess;
  run: (id: string) => Promise<Run | undefined>;
  sweep: (
    id: string,
  ) => Promise<{ project: string; cluster: string } | undefined>;
  volume: (
    project: string,
    name: string,
  ) => Promise<{ cluster?: string } | undefined>;
  hasCluster: (name: string) => Promise<boolean>;
  /** A project's namespaces on clusters. */
  namespaces: (
    project: string,
  ) => Promise<{ cluster: string; namespace: string }[]>;
}

const NOT_MEASURED =
  'This is on no Kubernetes cluster, and so Prometheus knows nothing of it.';

/** Finds what dashboards are asked for, and whether the caller may see it. */
export class SubjectFinder {
  readonly #options: SubjectFinderOptions;

  constructor(options: SubjectFinderOptions) {
    this.#options = options;
  }

  /** @throws InputError, ApiError 404 */
  async find(caller: Caller, query: ViewQuery): Promise<FoundSubject> {
    const { run, sweep, project, experiment, volume, cluster, fleet } = query;
    const given = [run, sweep, experiment, volume].filter(
      each => each !== undefined,
    );
    if (
      given.length > 1 ||
      (project === undefined && (experiment ?? volume) !== undefined) ||
      (fleet && (given.length > 0 || project !== undefined))
    ) {
      throw new InputError(
        'Views are about exactly one of run, sweep, experiment and volume (with project), cluster, fleet or project',
      );
    }
    if (run !== undefined) {
      return this.#run(caller, run);
    }
    if (sweep !== undefined) {
      return this.#sweep(caller, sweep);
    }
    if (project !== undefined) {
      return this.#ofProject(caller, { ...query, project });
    }
    if (fleet) {
      return this.#fleet(caller);
    }
    if (cluster !== undefined) {
      return this.#cluster(caller, cluster);
    }
    throw new InputError(
      'Say what views are about: run, sweep, experiment or volume (with project), cluster, fleet or project',
    );
  }

  async #run(caller: Caller, id: string): Promise<FoundSubject> {
    const { access } = this.#options;
    const run = await this.#options.run(id);
    if (
      !run ||
      !(await access.allows(caller, projectPermissions.runRead, run.project))
    ) {
      throw notFound('Run', id, 'run');
    }
    const { project, cluster } = run;
    const { placement } = run.status;
    const namespace =
      placement?.namespace ?? (await this.#namespace(project, cluster));
    return {
      boards:
        namespace === undefined
          ? []
          : [
              {
                ...{ name: 'run', cluster },
                variables: {
                  namespace,
                  // Points of a sweep share a Job; other attempts of them are others' pods.
                  pod: run.sweep
                    ? (placement?.pod ?? 'none')
                    : `run-${run.id}-.*`,
                },
              },
            ],
      logs: { project, run: id },
      message: NOT_MEASURED,
    };
  }

  async #sweep(caller: Caller, id: string): Promise<FoundSubject> {
    const { access } = this.#options;
    const sweep = await this.#options.sweep(id);
    if (
      !sweep ||
      !(await access.allows(caller, projectPermissions.runRead, sweep.project))
    ) {
      throw notFound('Sweep', id, 'sweep');
    }
    const { project, cluster } = sweep;
    const namespace = await this.#namespace(project, cluster);
    return {
      boards:
        namespace === undefined
          ? []
          : [{ name: 'sweep', cluster, variables: { namespace, sweep: id } }],
      logs: { project, sweep: id },
      message: NOT_MEASURED,
    };
  }

  async #ofProject(
    caller: Caller,
    query: ViewQuery & { project: string },
  ): Promise<FoundSubject> {
    const { access } = this.#options;
    const { project, experiment, volume, cluster } = query;
    await access.require(caller, projectPermissions.runRead, project);
    if (volume !== undefined) {
      return this.#volume(project, volume);
    }
    const namespaces = await this.#options.namespaces(project);
    return {
      boards: namespaces
        .filter(each => cluster === undefined || each.cluster === cluster)
        .map(({ cluster: on, namespace }) => ({
          name: experiment === undefined ? 'project' : 'experiment',
          cluster: on,
          variables: {
            namespace,
            ...(experiment !== undefined && { experiment }),
          },
        })),
      logs: { project, ...(experiment !== undefined && { experiment }) },
      message:
        'The project has no namespace on a Kubernetes cluster yet, and so Prometheus knows nothing of it.',
    };
  }

  async #volume(project: string, name: string): Promise<FoundSubject> {
    const volume = await this.#options.volume(project, name);
    if (!volume) {
      throw notFound('Volume', `${project}/${name}`, 'volume');
    }
    const { cluster } = volume;
    const namespace =
      cluster === undefined
        ? undefined
        : await this.#namespace(project, cluster);
    return {
      boards:
        namespace === undefined
          ? []
          : [
              {
                ...{ name: 'volume', cluster },
                variables: { namespace, claim: `volume-${name}` },
              },
            ],
      message: NOT_MEASURED,
    };
  }

  async #cluster(caller: Caller, name: string): Promise<FoundSubject> {
    const { access, hasCluster } = this.#options;
    await access.requirePlatform(caller, platformPermissions.clusterRead);
    if (!(await hasCluster(name))) {
      throw notFound('Cluster', name, 'cluster');
    }
    return { boards: [{ name: 'cluster', cluster: name, variables: {} }] };
  }

  async #fleet(caller: Caller): Promise<FoundSubject> {
    const { access } = this.#options;
    await access.requirePlatform(caller, platformPermissions.clusterAdminister);
    return { boards: [{ name: 'fleet', variables: {} }] };
  }

  async #namespace(
    project: string,
    cluster: string,
  ): Promise<string | undefined> {
    const namespaces = await this.#options.namespaces(project);
    return namespaces.find(each => each.cluster === cluster)?.namespace;
  }
}

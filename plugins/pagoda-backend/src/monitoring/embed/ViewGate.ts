import { NotAllowedError } from '@backstage/errors';
import {
  platformPermissions,
  projectPermissions,
} from '@pagoda/plugin-pagoda-common';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { Board } from '../dashboards/types';
import { ExpressionGuard, type Recognised } from './ExpressionGuard';
import type { DataQueries } from './readQueries';

/** What {@link ViewGate} needs. */
export interface ViewGateOptions {
  access: ProjectAccess;
  boards: readonly Board[];
  /** Uids of the data sources that may be asked. */
  datasources: ReadonlySet<string>;
  /** The projects, on whichever cluster, that have a namespace of the name. */
  projectsOf: (namespace: string) => Promise<string[]>;
}

/** Decides which of Grafana's dashboards and numbers somebody may see. */
export class ViewGate {
  readonly #options: ViewGateOptions;
  readonly #guard: ExpressionGuard;

  constructor(options: ViewGateOptions) {
    this.#options = options;
    this.#guard = new ExpressionGuard(options.boards);
  }

  /**
   * @param variables - of the page's address; the queries are judged once more by what they say themselves
   * @throws NotAllowedError
   */
  async requirePage(
    caller: Caller,
    uid: string,
    variables: { namespace?: string },
  ): Promise<void> {
    const board = this.#options.boards.find(each => each.uid === uid);
    if (!board) {
      throw new NotAllowedError(
        `'${uid}' is none of PAGoDA's dashboards; the portal shows no other`,
      );
    }
    const { audience } = board;
    if (!(await this.#allows(caller, { audience, ...variables }))) {
      throw new NotAllowedError(
        `You may not see '${board.title}'${audience === 'project' ? ' of this namespace' : ''}`,
      );
    }
  }

  /** @throws NotAllowedError where the portal does not serve the dashboard at all */
  requireOwn(uid: string): void {
    if (!this.#options.boards.some(board => board.uid === uid)) {
      throw new NotAllowedError(
        `'${uid}' is none of PAGoDA's dashboards; the portal shows no other`,
      );
    }
  }

  /** @throws NotAllowedError unless the caller may see the answers to all of them */
  async requireQueries(
    caller: Caller,
    { queries }: DataQueries,
  ): Promise<void> {
    const { access, datasources } = this.#options;
    const odd = queries.find(
      ({ datasource }) => !datasources.has(datasource.uid),
    );
    if (odd) {
      throw new NotAllowedError(
        `The data source '${odd.datasource.uid}' is none of pagoda.monitoring.grafana`,
      );
    }
    const isAdministrator = await access.allowsPlatform(
      caller,
      platformPermissions.clusterAdminister,
    );
    if (isAdministrator) {
      return;
    }
    for (const { expr, refId } of queries) {
      const meanings = this.#guard.recognise(expr);
      const allowed = await Promise.all(
        meanings.map(meaning => this.#allows(caller, meaning)),
      );
      if (!allowed.includes(true)) {
        throw new NotAllowedError(
          meanings.length === 0
            ? `Query ${refId} is none of PAGoDA's; a panel that was changed in Grafana is shown to administrators alone`
            : `You may not see what query ${refId} asks for`,
        );
      }
    }
  }

  async #allows(
    caller: Caller,
    { audience, namespace }: Recognised,
  ): Promise<boolean> {
    const { access, projectsOf } = this.#options;
    if (audience === 'project') {
      const projects = namespace ? await projectsOf(namespace) : [];
      const allowed = await Promise.all(
        projects.map(project =>
          access.allows(caller, projectPermissions.runRead, project),
        ),
      );
      // Namespaces of one name may be of several projects on several clusters, and numbers do not say of which.
      return allowed.length > 0 && !allowed.includes(false);
    }
    return access.allowsPlatform(
      caller,
      audience === 'clusters'
        ? platformPermissions.clusterRead
        : platformPermissions.clusterAdminister,
    );
  }
}

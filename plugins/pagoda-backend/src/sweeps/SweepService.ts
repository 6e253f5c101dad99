import {
  projectPermissions,
  type ProjectPermission,
  type Sweep,
  type SweepSubmit,
} from '@pagoda/plugin-pagoda-common';
import { v7 as uuid } from 'uuid';
import { decodeCursor, toPage } from '../http/cursors';
import { ApiError, invalidInput, notFound } from '../http/errors';
import type { Idempotency } from '../http/idempotency';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import type { RunPlanner } from '../runs/RunPlanner';
import type { RunStore } from '../runs/RunStore';
import { expandPoints, type SweepPoints } from './expandPoints';
import type { SweepReconciler } from './SweepReconciler';
import type { SweepStore } from './SweepStore';
import { toSweep } from './toSweep';
import type { NewSweep, SweepRecord } from './types';

/** A sweep list's query, as the contract has it. */
export interface SweepListQuery {
  project?: string[];
  experiment?: string;
  limit?: number;
  cursor?: string;
}

/** What {@link SweepService} needs. */
export interface SweepServiceOptions {
  store: SweepStore;
  runs: RunStore;
  planner: RunPlanner;
  access: ProjectAccess;
  reconciler: Pick<SweepReconciler, 'notify'>;
}

/** The rules of sweeps. */
export class SweepService {
  readonly #options: SweepServiceOptions;

  constructor(options: SweepServiceOptions) {
    this.#options = options;
  }

  /**
   * Stores the sweep with a run for each of its points, all or none.
   *
   * @throws ApiError 400 that names the first wrong point and its field; 404, 409 as for a single run.
   */
  async submit(
    caller: Caller,
    project: string,
    body: SweepSubmit,
    idempotency?: Idempotency,
  ): Promise<Sweep> {
    const { access, planner, runs, store } = this.#options;
    await access.require(caller, projectPermissions.runCreate, project);
    const definition = await planner.experiment(
      project,
      body.experiment,
      body.revision,
    );
    const expanded = expandPoints(body);
    const id = uuid();
    const points = await planner.newRuns(
      project,
      caller.userEntityRef,
      definition,
      body,
      expanded.points,
      (plan, index) => inPoint(plan, index, expanded),
    );
    const sweep: NewSweep = {
      id,
      project,
      experiment: definition.experiment,
      revision: definition.revision,
      owner: caller.userEntityRef,
      cluster: points[0].cluster,
      labels: body.labels ?? {},
      parameterNames: expanded.names,
      spec: {
        matrix: body.matrix,
        zip: body.zip,
        list: body.list,
        parameters: body.parameters,
      },
      points: points.length,
      parallelism: body.parallelism,
      maxFailures: body.maxFailures,
      createdAt: Date.now(),
    };
    const answer = toSweep(
      { ...sweep, phase: 'Running', generation: 1 },
      {
        Queued: points.length,
        Starting: 0,
        Running: 0,
        Succeeded: 0,
        Failed: 0,
        Cancelled: 0,
      },
    );
    await runs.create(
      points.map(point => ({ ...point, sweep: id })),
      {
        idempotency,
        with: tx => store.insert(tx, sweep),
        answer: () => answer,
      },
    );
    return answer;
  }

  async list(caller: Caller, query: SweepListQuery) {
    const { store } = this.#options;
    const projects = await this.#visible(caller, query.project);
    const limit = query.limit ?? 50;
    const records =
      projects?.length === 0
        ? []
        : await store.list({
            projects,
            experiment: query.experiment,
            before:
              query.cursor === undefined
                ? undefined
                : String(decodeCursor(query.cursor, ['string'])[0]),
            limit: limit + 1,
          });
    const counts = await store.counts(
      records.filter(record => !record.counts).map(({ id }) => id),
    );
    return toPage(
      records,
      limit,
      record => [record.id],
      record => {
        const { parameters } = record.spec;
        // The points' values are in the detail alone: ten thousand of them for each sweep would be a heavy page.
        return toSweep(
          { ...record, spec: parameters ? { parameters } : {} },
          record.counts ?? counts.get(record.id)!,
        );
      },
    );
  }

  async get(caller: Caller, id: string): Promise<Sweep> {
    return this.#show(await this.#find(caller, id, projectPermissions.runRead));
  }

  async points(
    caller: Caller,
    id: string,
    query: { limit?: number; cursor?: string },
  ) {
    await this.#find(caller, id, projectPermissions.runRead);
    const limit = query.limit ?? 10_000;
    const points = await this.#options.store.points(id, {
      after:
        query.cursor === undefined
          ? undefined
          : String(decodeCursor(query.cursor, ['string'])[0]),
      limit: limit + 1,
    });
    return toPage(
      points,
      limit,
      point => [point.run],
      point => point,
    );
  }

  /** Asks for the end of all points; a sweep that has ended stays as it is. */
  async cancel(caller: Caller, id: string): Promise<Sweep> {
    const { store, reconciler } = this.#options;
    await this.#find(caller, id, projectPermissions.runCancel);
    // What follows is the reconciler's: it would go on if we were killed here.
    if (await store.requestCancel(id, caller.userEntityRef)) {
      reconciler.notify(id);
    }
    return this.get(caller, id);
  }

  async #show(record: SweepRecord): Promise<Sweep> {
    const { store } = this.#options;
    const counts =
      record.counts ?? (await store.counts([record.id])).get(record.id)!;
    return toSweep(
      record,
      counts,
      counts.Failed > 0 ? await store.causes(record.id) : [],
    );
  }

  /** @throws ApiError 404 when there is no such sweep or the caller may not see it; 403 when the permission is missing. */
  async #find(
    caller: Caller,
    id: string,
    permission: ProjectPermission,
  ): Promise<SweepRecord> {
    const { store, access } = this.#options;
    const record = await store.find(id);
    if (!record) {
      throw notFound('Sweep', id, 'sweep');
    }
    try {
      await access.require(caller, permission, record.project);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        // The caller named a sweep, and learns no project's name.
        throw notFound('Sweep', id, 'sweep');
      }
      throw error;
    }
    return record;
  }

  async #visible(
    caller: Caller,
    wanted: string[] | undefined,
  ): Promise<string[] | undefined> {
    const { access } = this.#options;
    if (!wanted) {
      const visible = await access.visibleProjects(
        caller,
        projectPermissions.runRead,
      );
      return visible.all ? undefined : visible.names;
    }
    for (const project of wanted) {
      await access.require(caller, projectPermissions.runRead, project);
    }
    return wanted;
  }
}

/** Says of which point something is wrong, and where its value stands in the request. */
function inPoint<T>(
  plan: () => T,
  index: number,
  { fieldOf }: Pick<SweepPoints, 'fieldOf'>,
): T {
  try {
    return plan();
  } catch (error) {
    if (!(error instanceof ApiError) || !error.problems) {
      throw error;
    }
    throw invalidInput(
      error.problems.map(({ field, message }) => {
        const [root, name, ...rest] = field.split('.');
        return {
          field:
            root === 'parameters' && name !== undefined
              ? [fieldOf(index, name), ...rest].join('.')
              : field,
          message: `point ${index}: ${message}`,
        };
      }),
      error.advice,
    );
  }
}

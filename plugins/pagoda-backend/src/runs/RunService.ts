import {
  isFinal,
  projectPermissions,
  type ProjectPermission,
  type Run,
  type RunEvent,
  type RunMetrics,
  type RunRerun,
  type RunSubmit,
  type RunValidation,
  parseQuantity,
} from '@pagoda/plugin-pagoda-common';
import { decodeCursor, encodeCursor } from '../http/cursors';
import { ApiError, conflict, notFound } from '../http/errors';
import type { Idempotency } from '../http/idempotency';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { checkQuota } from './checkQuota';
import { compareRuns } from './compareRuns';
import { explainCancelled } from './explain/explainCancelled';
import type { RunPlanner } from './RunPlanner';
import type { RunStore } from './RunStore';
import { toRunFilter, type RunListQuery } from './toRunFilter';
import type { RunRecord } from './types';

/** How many runs of a project are deleted at the same time. */
const DELETED_AT_ONCE = 50;

/** What {@link RunService} needs. */
export interface RunServiceOptions {
  store: RunStore;
  access: ProjectAccess;
  planner: RunPlanner;
  /** Logs and results; `withProject` when the project's namespaces go, too, with all that is in them. */
  deleteData: (run: Run, options: { withProject: boolean }) => Promise<void>;
}

/** The rules of runs. */
export class RunService {
  readonly #options: RunServiceOptions;

  constructor(options: RunServiceOptions) {
    this.#options = options;
  }

  async submit(
    caller: Caller,
    project: string,
    body: RunSubmit,
    idempotency?: Idempotency,
  ): Promise<Run> {
    const { access, store, planner } = this.#options;
    await access.require(caller, projectPermissions.runCreate, project);
    const definition = await planner.definition(project, body);
    const run = await planner.newRun(
      project,
      caller.userEntityRef,
      definition,
      body,
    );
    const [record] = await store.create([run], { idempotency });
    return record.run;
  }

  /** What {@link RunService.submit} would do, without doing it. */
  async validate(
    caller: Caller,
    project: string,
    body: RunSubmit,
  ): Promise<RunValidation> {
    const { access, planner, store } = this.#options;
    await access.require(caller, projectPermissions.runCreate, project);
    const definition = await planner.definition(project, body);
    const { spec, situation } = await planner.plan(project, definition, body);
    const used = await store.projectDemand(project);
    const { fits, waits, shortBy } = checkQuota(spec, { ...situation, used });
    const { files: _files, ...run } = spec;
    return {
      fits,
      waits,
      shortBy: shortBy.map(({ scope: _scope, ...short }) => short),
      run,
    };
  }

  async list(caller: Caller, query: RunListQuery) {
    const { store } = this.#options;
    const projects = await this.visible(caller, query.project);
    const { records, next, incomplete } = await store.list(
      toRunFilter(query, projects),
      {
        after:
          query.cursor === undefined
            ? undefined
            : String(decodeCursor(query.cursor, ['string'])[0]),
        descending: query.orderBy !== 'createdAt asc',
        limit: query.limit ?? 50,
      },
    );
    return {
      items: records.map(record => record.run),
      pageInfo: {
        ...(next !== undefined && { nextCursor: encodeCursor([next]) }),
        ...(incomplete && { incomplete }),
      },
    };
  }

  /** The projects a list is about: those wanted, each checked, or all visible ones (`undefined`: all there are). */
  async visible(
    caller: Caller,
    wanted: string[] | undefined,
  ): Promise<string[] | undefined> {
    const { access } = this.#options;
    if (wanted) {
      for (const project of wanted) {
        await access.require(caller, projectPermissions.runRead, project);
      }
      return [...new Set(wanted)];
    }
    const visible = await access.visibleProjects(
      caller,
      projectPermissions.runRead,
    );
    return visible.all ? undefined : visible.names;
  }

  async get(caller: Caller, id: string): Promise<Run> {
    const { run, source } = await this.find(
      caller,
      id,
      projectPermissions.runRead,
    );
    // Lists leave the files out: a page of them would be many megabytes.
    return source === undefined
      ? run
      : {
          ...run,
          spec: { ...run.spec, files: await this.#options.store.files(source) },
        };
  }

  /** @throws ApiError 404 when there is no such run or the caller may not see it; 403 when the permission is missing. */
  async find(
    caller: Caller,
    id: string,
    permission: ProjectPermission,
  ): Promise<RunRecord> {
    const { access, store } = this.#options;
    const record = await store.get(id);
    if (!record) {
      throw notFound('Run', id, 'run');
    }
    try {
      await access.require(caller, permission, record.run.project);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        // The caller named a run, and learns no project's name.
        throw notFound('Run', id, 'run');
      }
      throw error;
    }
    return record;
  }

  async cancel(caller: Caller, id: string, force = false): Promise<Run> {
    await this.find(caller, id, projectPermissions.runCancel);
    const record = await this.#options.store.requestCancel(
      id,
      caller.userEntityRef,
      explainCancelled({ by: caller.userEntityRef, started: false }),
      force,
    );
    if (!record) {
      throw notFound('Run', id, 'run');
    }
    return record.run;
  }

  async rerun(
    caller: Caller,
    id: string,
    body: RunRerun = {},
    idempotency?: Idempotency,
  ): Promise<Run> {
    const { store, planner } = this.#options;
    const record = await this.find(caller, id, projectPermissions.runCreate);
    const { run } = record;
    const planned = await planner.newRun(
      run.project,
      caller.userEntityRef,
      await planner.definitionOf(record),
      {
        parameters: { ...run.spec.parameters, ...body.parameters },
        resources: { ...run.spec.resources, ...body.resources },
        volumes: run.spec.volumes,
        timeoutSeconds: body.timeoutSeconds ?? run.spec.timeoutSeconds,
        retries: run.spec.retries,
        labels: body.labels ?? run.labels,
        cluster: body.cluster ?? run.cluster,
        ...queueOfRerun(run, body),
      },
    );
    const [created] = await store.create([{ ...planned, rerunOf: run.id }], {
      idempotency,
    });
    return created.run;
  }

  async delete(caller: Caller, id: string): Promise<void> {
    const { store, deleteData } = this.#options;
    const { run } = await this.find(caller, id, projectPermissions.runDelete);
    if (!isFinal(run.status.phase)) {
      throw conflict(
        'RunActive',
        `Run #${run.number} has not ended: it is ${run.status.phase}`,
        { field: 'run', advice: 'Cancel it first.' },
      );
    }
    // Data first: if this is cut short, the run is still there to be deleted again.
    await deleteData(run, { withProject: false });
    await store.delete(id);
  }

  /** Deletes the runs of a project that is being deleted; whoever calls it has checked that it may be. */
  async deleteOfProject(project: string): Promise<void> {
    const { store, deleteData } = this.#options;
    for (;;) {
      const { records } = await store.list(
        { projects: [project] },
        { descending: false, limit: DELETED_AT_ONCE },
      );
      const ended = records.filter(({ run }) => isFinal(run.status.phase));
      if (ended.length === 0) {
        return;
      }
      await Promise.all(
        ended.map(async ({ run }) => {
          await deleteData(run, { withProject: true });
          await store.delete(run.id);
        }),
      );
    }
  }

  async compare(caller: Caller, a: string, b: string) {
    return compareRuns(await this.get(caller, a), await this.get(caller, b));
  }

  async events(caller: Caller, id: string): Promise<RunEvent[]> {
    await this.find(caller, id, projectPermissions.runRead);
    return this.#options.store.events(id);
  }

  async metrics(caller: Caller, id: string): Promise<RunMetrics> {
    const { run, usage } = await this.find(
      caller,
      id,
      projectPermissions.runRead,
    );
    const { startedAt, finishedAt } = run.status;
    const end = finishedAt ? Date.parse(finishedAt) : Date.now();
    return {
      metrics: run.status.metrics,
      usage: {
        ...usage,
        requestedCpu: parseQuantity(run.spec.resources.cpu),
        requestedMemoryBytes: parseQuantity(run.spec.resources.memory),
        ...(startedAt && {
          durationSeconds: Math.max(0, end - Date.parse(startedAt)) / 1000,
        }),
      },
    };
  }
}

/** The queue of the run itself, where another cluster or no queue is not asked for. */
function queueOfRerun(
  { cluster, spec }: Run,
  body: RunRerun,
): Pick<RunSubmit, 'queue' | 'priorityClass'> {
  const stays = body.cluster === undefined || body.cluster === cluster;
  const queue = body.queue ?? (stays ? spec.queue : undefined);
  const priorityClass =
    body.priorityClass ?? (stays && queue ? spec.priorityClass : undefined);
  return {
    ...(queue && { queue }),
    ...(priorityClass && { priorityClass }),
  };
}

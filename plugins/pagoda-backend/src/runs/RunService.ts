import {
  isFinal,
  projectPermissions,
  type ExperimentSpec,
  type ProjectPermission,
  type Run,
  type RunEvent,
  type RunMetrics,
  type RunPhase,
  type RunRerun,
  type RunSpec,
  type RunSubmit,
  type RunValidation,
  parseQuantity,
} from '@pagoda/plugin-pagoda-common';
import {
  checkExperimentSpec,
  checkResources,
} from '../experiments/checkExperimentSpec';
import type { ExperimentStore } from '../experiments/ExperimentStore';
import { decodeCursor, encodeCursor } from '../http/cursors';
import {
  ApiError,
  conflict,
  invalidInput,
  notFound,
  quotaExceeded,
} from '../http/errors';
import type { Idempotency } from '../http/idempotency';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { checkQuota, type QuotaVerdict } from './checkQuota';
import { compareRuns } from './compareRuns';
import { explainCancelled } from './explain/explainCancelled';
import type { RunFilter } from './RunFilter';
import { planRun, type RunOverrides } from './planRun';
import type { RunPlacement } from './RunPlacement';
import type { RunStore } from './RunStore';
import type { NewRun, RunRecord } from './types';

/** A run list's query, as the contract has it. */
export interface RunListQuery {
  project?: string[];
  phase?: RunPhase[];
  experiment?: string;
  cluster?: string;
  owner?: string;
  sweep?: string;
  label?: string;
  q?: string;
  since?: string;
  limit?: number;
  cursor?: string;
  orderBy?: 'createdAt desc' | 'createdAt asc';
}

/** What {@link RunService} needs. */
export interface RunServiceOptions {
  store: RunStore;
  experiments: ExperimentStore;
  access: ProjectAccess;
  placement: RunPlacement;
  /** Deletes the logs and the results of a run. */
  deleteData: (run: Run) => Promise<void>;
}

/** A definition found, and where it came from. */
interface Definition {
  experiment?: string;
  revision?: number;
  spec: ExperimentSpec;
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
    const { access, store } = this.#options;
    await access.require(caller, projectPermissions.runCreate, project);
    const definition = await this.#definition(project, body);
    const run = await this.plan(caller, project, definition, body);
    const [record] = await store.create([run], { idempotency });
    return record.run;
  }

  async validate(
    caller: Caller,
    project: string,
    body: RunSubmit,
  ): Promise<RunValidation> {
    const { access, placement } = this.#options;
    await access.require(caller, projectPermissions.runCreate, project);
    const definition = await this.#definition(project, body);
    checkOverrides(body);
    const spec = planRun(definition.spec, body);
    const { situation } = await placement.place(project, body.cluster, spec);
    const { files: _files, ...shown } = spec;
    return { ...checkQuota(spec, situation), run: shown };
  }

  /** A run that may be stored: its parameters, volumes and cluster exist and fit. */
  async plan(
    caller: Caller,
    project: string,
    definition: Definition,
    body: RunOverrides & { labels?: Record<string, string>; cluster?: string },
    rest: Partial<NewRun> = {},
  ): Promise<NewRun> {
    checkOverrides(body);
    const spec = planRun(definition.spec, body);
    const { cluster, situation } = await this.#options.placement.place(
      project,
      body.cluster,
      spec,
    );
    refuseUnlessFits(checkQuota(spec, situation));
    return {
      project,
      experiment: definition.experiment,
      revision: definition.revision,
      owner: caller.userEntityRef,
      cluster,
      labels: body.labels ?? {},
      spec,
      ...rest,
    };
  }

  async list(caller: Caller, query: RunListQuery) {
    const { store } = this.#options;
    const projects = await this.visible(caller, query.project);
    const { records, next, incomplete } = await store.list(
      toFilter(query, projects),
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
    return (await this.find(caller, id, projectPermissions.runRead)).run;
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

  async cancel(caller: Caller, id: string): Promise<Run> {
    await this.find(caller, id, projectPermissions.runCancel);
    const record = await this.#options.store.requestCancel(
      id,
      caller.userEntityRef,
      explainCancelled({ by: caller.userEntityRef, started: false }),
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
    const { store } = this.#options;
    const record = await this.find(caller, id, projectPermissions.runCreate);
    const { run } = record;
    const definition = await this.#definitionOf(record);
    const changed: RunOverrides & {
      labels: Record<string, string>;
      cluster: string;
    } = {
      parameters: { ...run.spec.parameters, ...body.parameters },
      resources: { ...run.spec.resources, ...body.resources },
      volumes: run.spec.volumes,
      timeoutSeconds: body.timeoutSeconds ?? run.spec.timeoutSeconds,
      retries: run.spec.retries,
      labels: body.labels ?? run.labels,
      cluster: body.cluster ?? run.cluster,
    };
    const planned = await this.plan(caller, run.project, definition, changed, {
      rerunOf: run.id,
    });
    const [created] = await store.create([planned], { idempotency });
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
    await deleteData(run);
    await store.delete(id);
  }

  async compare(caller: Caller, a: string, b: string) {
    const first = await this.find(caller, a, projectPermissions.runRead);
    const second = await this.find(caller, b, projectPermissions.runRead);
    return compareRuns(first.run, second.run);
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

  async #definition(project: string, body: RunSubmit): Promise<Definition> {
    if (body.spec) {
      if (body.revision !== undefined) {
        throw invalidInput([
          {
            field: 'revision',
            message:
              'belongs to an experiment; leave it out with an inline spec',
          },
        ]);
      }
      checkExperimentSpec(body.spec, 'spec');
      return { spec: body.spec };
    }
    return this.experiment(project, body.experiment ?? '', body.revision);
  }

  /** An experiment's definition. @throws ApiError 404 that names the field of the body. */
  async experiment(
    project: string,
    name: string,
    revision?: number,
  ): Promise<Required<Definition>> {
    const found = await this.#options.experiments.find(project, name, revision);
    if (!found) {
      throw revision === undefined
        ? notFound('Experiment', name, 'experiment')
        : notFound('Revision', `${name}@${revision}`, 'revision');
    }
    return { experiment: name, revision: found.revision, spec: found.spec };
  }

  /** What the run was made of; from the run itself where its experiment is gone. */
  async #definitionOf({ run, source }: RunRecord): Promise<Definition> {
    const { experiments, store } = this.#options;
    const found =
      run.experiment && run.revision
        ? await experiments.find(run.project, run.experiment, run.revision)
        : undefined;
    const { parameters: _parameters, ...own } = run.spec as RunSpec;
    return {
      experiment: run.experiment ?? undefined,
      revision: run.revision ?? undefined,
      spec: {
        ...own,
        ...(source && { files: await store.files(source) }),
        ...(found?.spec.parameterSchema && {
          parameterSchema: found.spec.parameterSchema,
        }),
      },
    };
  }
}

function checkOverrides(body: RunOverrides): void {
  const problems = checkResources(body.resources, 'resources');
  if (problems.length > 0) {
    throw invalidInput(problems);
  }
}

/** @throws ApiError 409 when the run could never start. */
function refuseUnlessFits(verdict: QuotaVerdict): void {
  if (verdict.fits) {
    return;
  }
  const [first] = verdict.shortBy.filter(short => short.asked > short.limit);
  throw quotaExceeded(first.message, {
    field:
      first.resource === 'concurrentRuns'
        ? 'project'
        : `resources.${first.resource}`,
    advice:
      first.resource === 'concurrentRuns'
        ? 'Ask an administrator to raise the quota.'
        : `Ask for at most ${first.limit}, or have an administrator raise the quota.`,
  });
}

function toFilter(query: RunListQuery, projects?: string[]): RunFilter {
  const { label } = query;
  const at = label?.indexOf('=') ?? -1;
  return {
    projects,
    phases: query.phase && [...new Set(query.phase)],
    experiment: query.experiment,
    cluster: query.cluster,
    owner: query.owner,
    sweep: query.sweep,
    label:
      label === undefined
        ? undefined
        : at < 0
          ? { key: label }
          : { key: label.slice(0, at), value: label.slice(at + 1) },
    text: query.q?.trim() || undefined,
    since: query.since === undefined ? undefined : new Date(query.since),
  };
}

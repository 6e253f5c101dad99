import type {
  ExperimentSpec,
  Parameters,
  RunSpec,
} from '@pagoda/plugin-pagoda-common';
import {
  checkExperimentSpec,
  checkMounts,
  checkResources,
} from '../experiments/checkExperimentSpec';
import { checkParameters } from '../experiments/checkParameters';
import type { ExperimentStore } from '../experiments/ExperimentStore';
import { conflict, invalidInput, notFound } from '../http/errors';
import { BoundedCache } from '../permissions/BoundedCache';
import type { ProjectSecrets } from '../projects/secrets/ProjectSecrets';
import {
  checkQuota,
  refuseUnlessFits,
  type QuotaSituation,
} from './checkQuota';
import { planRun, type RunOverrides } from './planRun';
import type { RunPlacement } from './RunPlacement';
import type { RunStore } from './RunStore';
import type { NewRun, RunRecord } from './types';

/** A definition found, and where it came from. */
export interface Definition {
  experiment?: string;
  revision?: number;
  spec: ExperimentSpec;
}

/** What a submit says beside the definition. */
export interface PlanRequest extends RunOverrides {
  labels?: Record<string, string>;
  cluster?: string;
}

/** Where a run would execute, and what it may count on there. */
export interface PlannedRun {
  spec: RunSpec;
  cluster: string;
  situation: QuotaSituation;
}

/** What {@link RunPlanner} needs. */
export interface RunPlannerOptions {
  experiments: ExperimentStore;
  placement: RunPlacement;
  store: Pick<RunStore, 'files' | 'hasQueued'>;
  secrets: Pick<ProjectSecrets, 'complete'>;
}

/** Runs of a project that may wait at the same time. */
const MAX_QUEUED = 100_000;
/** How long an answer to "is the queue full?" is used, in milliseconds. */
const QUEUE_TTL = 1_000;

/** Turns what a user asks for into runs that may be stored: complete, within their schema, and able to run some day. */
export class RunPlanner {
  readonly #options: RunPlannerOptions;
  readonly #full = new BoundedCache<boolean>(QUEUE_TTL);

  constructor(options: RunPlannerOptions) {
    this.#options = options;
  }

  /** @throws ApiError 400, or 404 that names the field of the body. */
  async definition(
    project: string,
    body: { experiment?: string; revision?: number; spec?: ExperimentSpec },
  ): Promise<Definition> {
    const { experiment, revision, spec } = body;
    if (spec) {
      if (revision !== undefined) {
        throw invalidInput([
          {
            field: 'revision',
            message:
              'belongs to an experiment; leave it out with an inline spec',
          },
        ]);
      }
      checkExperimentSpec(spec, 'spec');
      return { spec };
    }
    return this.experiment(project, experiment ?? '', revision);
  }

  /** @throws ApiError 404 that names the field of the body. */
  async experiment(
    project: string,
    name: string,
    revision?: number,
  ): Promise<Required<Definition>> {
    const { experiments } = this.#options;
    const found = await experiments.find(project, name, revision);
    if (!found) {
      if (revision !== undefined && (await experiments.exists(project, name))) {
        throw notFound('Revision', `${name}@${revision}`, 'revision');
      }
      throw notFound('Experiment', name, 'experiment');
    }
    return { experiment: name, revision: found.revision, spec: found.spec };
  }

  /** What a run was made of; from the run itself where its experiment is gone. */
  async definitionOf({ run, source }: RunRecord): Promise<Definition> {
    const { experiments, store } = this.#options;
    const found =
      run.experiment && run.revision
        ? await experiments.find(run.project, run.experiment, run.revision)
        : undefined;
    const { parameters: _parameters, ...own } = run.spec;
    return {
      experiment: run.experiment ?? undefined,
      revision: run.revision ?? undefined,
      spec: {
        ...own,
        // By its digest, where that is known: a tag may be another image by now.
        image: run.status.placement?.image ?? own.image,
        ...(source && { files: await store.files(source) }),
        ...(found?.spec.parameterSchema && {
          parameterSchema: found.spec.parameterSchema,
        }),
      },
    };
  }

  /**
   * What would be executed and where.
   *
   * @throws ApiError 400 for values outside their schema; 404 for a cluster or a volume that is not there.
   */
  async plan(
    project: string,
    definition: Definition,
    request: PlanRequest,
  ): Promise<PlannedRun> {
    checkRequest(definition, request);
    const spec = planRun(await this.#withSecrets(project, definition), request);
    checkParameters(spec.parameters, 'parameters');
    const { queue, ...place } = await this.#options.placement.place(
      project,
      request.cluster,
      spec,
      volumeField(definition, request),
    );
    return { spec: withQueue(spec, queue), ...place };
  }

  /**
   * A run that may be stored.
   *
   * @throws what {@link RunPlanner.plan} does, and ApiError 409 where it could never start or the queue is full.
   */
  async newRun(
    project: string,
    owner: string,
    definition: Definition,
    request: PlanRequest,
  ): Promise<NewRun> {
    const { spec, cluster, situation } = await this.plan(
      project,
      definition,
      request,
    );
    refuseUnlessFits(checkQuota(spec, situation));
    await this.#refuseWhenFull(project, 1);
    return {
      project,
      experiment: definition.experiment,
      revision: definition.revision,
      owner,
      cluster,
      labels: request.labels ?? {},
      spec,
      volumeField: volumeField(definition, request),
    };
  }

  /**
   * The runs of a sweep: `request` with each of the points' parameters.
   *
   * @param check - plans one point; it may say in its own words what is wrong with it
   * @throws as {@link RunPlanner.newRun}.
   */
  async newRuns(
    project: string,
    owner: string,
    definition: Definition,
    request: PlanRequest,
    points: Parameters[],
    check: (plan: () => RunSpec, index: number) => RunSpec,
  ): Promise<NewRun[]> {
    checkRequest(definition, request);
    const definitionSpec = await this.#withSecrets(project, definition);
    const specs = points.map((parameters, index) =>
      check(() => {
        const spec = planRun(definitionSpec, { ...request, parameters });
        checkParameters(spec.parameters, 'parameters');
        return spec;
      }, index),
    );
    const fieldOf = volumeField(definition, request);
    const { cluster, queue, situation } = await this.#options.placement.place(
      project,
      request.cluster,
      specs[0],
      fieldOf,
    );
    refuseUnlessFits(checkQuota(withQueue(specs[0], queue), situation));
    await this.#refuseWhenFull(project, points.length);
    return specs.map((spec, index) => ({
      project,
      experiment: definition.experiment,
      revision: definition.revision,
      index,
      owner,
      cluster,
      labels: request.labels ?? {},
      spec: withQueue(spec, queue),
      volumeField: fieldOf,
    }));
  }

  /** @throws ApiError 404 for a secret that is not there. */
  async #withSecrets(
    project: string,
    { experiment, spec }: Definition,
  ): Promise<ExperimentSpec> {
    return spec.secrets
      ? {
          ...spec,
          secrets: await this.#options.secrets.complete(
            project,
            spec.secrets,
            index =>
              experiment === undefined ? `spec.secrets.${index}` : 'experiment',
          ),
        }
      : spec;
  }

  async #refuseWhenFull(project: string, more: number): Promise<void> {
    const { store } = this.#options;
    const room = MAX_QUEUED - more;
    const full = await this.#full.get(`${project} ${more}`, () =>
      store.hasQueued(project, room + 1),
    );
    if (full) {
      throw conflict(
        'QueueFull',
        `Project '${project}' has more than ${room} runs waiting; ${MAX_QUEUED} may wait at the same time`,
        {
          field: 'project',
          advice: 'Wait until some have started, or cancel those not needed.',
        },
      );
    }
  }
}

/** The queue that was chosen for it, where it is in one. */
function withQueue(spec: RunSpec, queue: string | undefined): RunSpec {
  return queue === undefined ? spec : { ...spec, queue };
}

/** Where a volume stands in the request; it may come with the experiment. */
function volumeField(
  definition: Definition,
  { volumes = [] }: PlanRequest,
): (name: string) => string {
  return name => {
    const index = volumes.findIndex(volume => volume.name === name);
    if (index >= 0) {
      return `volumes.${index}.name`;
    }
    const own = definition.spec.volumes ?? [];
    return definition.experiment === undefined
      ? `spec.volumes.${own.findIndex(volume => volume.name === name)}.name`
      : 'experiment';
  };
}

function checkRequest(definition: Definition, request: PlanRequest): void {
  const problems = [
    ...checkResources(request.resources, 'resources'),
    ...checkMounts(request.volumes, 'volumes', definition.spec.volumes),
  ];
  if (problems.length > 0) {
    throw invalidInput(problems);
  }
}

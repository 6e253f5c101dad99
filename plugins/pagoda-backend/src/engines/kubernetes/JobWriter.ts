import { createHash } from 'node:crypto';
import type { Job } from 'kubernetes-types/batch/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import { EngineProblemError } from '../EngineProblemError';
import type { EngineTask } from '../types';
import { buildJob } from './buildJob';
import type { PodInput } from './buildPodSpec';
import { buildSweepJob } from './buildSweepJob';
import type { ClusterProjects, VolumeClaims } from './ClusterProject';
import type { ClusterWatch } from './ClusterWatch';
import { encodePoints } from './encodePoints';
import { MANAGED_BY, PROJECT_LABEL, SWEEP_LABEL } from './labels';
import { toQueue } from './queues/toQueue';
import { readRefusal } from './readRefusal';
import { RunFiles } from './RunFiles';
import { SweepBatches } from './SweepBatches';

/** What {@link JobWriter} needs. */
export interface JobWriterOptions {
  cluster: string;
  client: KubernetesClient;
  projects: ClusterProjects;
  watch: Pick<ClusterWatch, 'created' | 'seen'>;
  /** See PORTAL_LABEL. */
  portal: string;
  /** Such as `nvidia.com/gpu`. */
  gpuResource: string;
  /** Has `/bin/busybox`. */
  toolImage: string;
}

/** Makes the Jobs of attempts: one each, or one for the points of a sweep that start at the same time. */
export class JobWriter {
  readonly #options: JobWriterOptions;
  readonly #files: RunFiles;
  readonly #batches: SweepBatches;

  constructor(options: JobWriterOptions) {
    this.#options = options;
    this.#files = new RunFiles(options.client);
    this.#batches = new SweepBatches(tasks => this.#writeSweep(tasks));
  }

  /**
   * Makes the Job of an attempt where it is not there.
   *
   * @throws EngineProblemError when it cannot be made as things stand; KubernetesError
   */
  async write(task: EngineTask): Promise<void> {
    const { job } = this.#options.watch.seen(task);
    if (job) {
      return;
    }
    // In a queue each point waits by itself: an Indexed Job would begin with all of its points, or none.
    if (task.sweep && !task.spec.queue) {
      await this.#batches.add(task, task.sweep.id);
      return;
    }
    const input = await this.#prepare(task);
    await this.#create(
      toQueue(buildJob(input), task.spec),
      input.project.namespace,
    );
  }

  async #writeSweep(all: EngineTask[]): Promise<void> {
    const { client, toolImage, watch } = this.#options;
    // One that was in a Job already came again, for nobody had told of that yet.
    const tasks = all
      .filter(task => !watch.seen(task).job)
      .sort((a, b) => (a.sweep?.index ?? 0) - (b.sweep?.index ?? 0));
    const [task] = tasks;
    if (!task?.sweep) {
      return;
    }
    const sweep = task.sweep.id;
    const input = await this.#prepare(task);
    const { namespace } = input.project;
    // By the runs in it, so that the same points do not get a second Job.
    const hash = createHash('sha256')
      .update(tasks.map(({ run, attempt }) => `${run}.${attempt}`).join())
      .digest('hex')
      .slice(0, 10);
    const name = `sweep-${sweep}-${hash}`;
    const points = {
      ...{ apiVersion: 'v1', kind: 'ConfigMap' },
      metadata: {
        ...{ name, namespace },
        labels: {
          ...MANAGED_BY,
          [PROJECT_LABEL]: task.project,
          [SWEEP_LABEL]: sweep,
        },
      },
      binaryData: { 'points.gz': encodePoints(tasks).toString('base64') },
    };
    const path = { resource: 'configmaps', namespace, name };
    // First, for pods that miss it wait longer than it takes.
    await client.apply(path, points);
    const job = await this.#create(
      buildSweepJob({
        ...{ ...input, name, sweep, tasks, points: name, toolImage },
      }),
      namespace,
    );
    const uid = job?.metadata?.uid;
    if (uid) {
      const owner = { apiVersion: 'batch/v1', kind: 'Job', name, uid };
      await client.patch(
        path,
        { metadata: { ownerReferences: [owner] } },
        'merge',
      );
    }
  }

  async #prepare(task: EngineTask): Promise<PodInput> {
    const { projects, gpuResource, portal } = this.#options;
    const project = await projects.ensure(task.project);
    return {
      ...{ portal, task, project, gpuResource },
      volumes: await this.#claims(task),
      results: await projects.results(task),
      filesConfigMap: await this.#files.ensure(
        project.namespace,
        task.project,
        task.spec.files,
      ),
    };
  }

  async #claims({ project, spec }: EngineTask): Promise<VolumeClaims> {
    const { projects, cluster } = this.#options;
    const claims: VolumeClaims = new Map();
    for (const { name } of spec.volumes) {
      const claim = await projects.volume(project, name);
      if (!claim) {
        const message = `volume '${name}' is not on cluster '${cluster}'`;
        throw new EngineProblemError({
          reason: 'VolumeNotFound',
          evidence: [{ source: 'engine', message }],
        });
      }
      claims.set(name, claim);
    }
    return claims;
  }

  /** Returns nothing where it is there already. */
  async #create(job: Job, namespace: string): Promise<Job | undefined> {
    const { client, watch } = this.#options;
    try {
      const created = await client.create<Job>(
        { group: 'batch', version: 'v1', resource: 'jobs', namespace },
        job,
      );
      watch.created(created);
      return created;
    } catch (error) {
      if (
        error instanceof KubernetesError &&
        error.reason === 'AlreadyExists'
      ) {
        return undefined;
      }
      this.#files.forget();
      const refusal = readRefusal(error);
      throw refusal ? new EngineProblemError(refusal) : error;
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ClusterResources } from '@pagoda/plugin-pagoda-common';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { ResourcePath } from '../../clients/kubernetes/ResourcePath';
import type { LogWriter } from '../../logs/LogWriter';
import type {
  Attempt,
  AttemptEnd,
  Engine,
  EngineProblem,
  EngineTask,
  Observation,
} from '../types';
import type { ClusterProjects } from './ClusterProject';
import { ClusterWatch, type SeenAttempt } from './ClusterWatch';
import { JobWriter } from './JobWriter';
import { LogCollector } from './LogCollector';
import { observeAttempt } from './observeAttempt';
import { ProblemFinder } from './ProblemFinder';
import { QueueWatch } from './queues/QueueWatch';
import { readEnd } from './readEnd';
import type { SeenJob } from './SeenJob';
import type { SeenPod } from './SeenPod';
import { UsageReader } from './UsageReader';

/** What {@link KubernetesEngine} needs. */
export interface KubernetesEngineOptions {
  cluster: string;
  client: KubernetesClient;
  projects: ClusterProjects;
  /** The log of an attempt. */
  openLog: (attempt: Attempt) => LogWriter;
  capacity: () => Promise<ClusterResources>;
  /** Whose runs these are, see portalId: several portals may use a cluster. */
  portal: string;
  /** Such as `nvidia.com/gpu`. */
  gpuResource: string;
  /** An image with `/bin/busybox`, by which points of sweeps find out what they are. */
  toolImage: string;
  /** Jobs of ended runs stay so long for whoever wants to look at them, in seconds. */
  keepSeconds: number;
  logger: LoggerService;
}

/** Waited for the first reading of a cluster, in milliseconds. */
const SYNC = 10_000;
/** How often it is looked whether that has failed, in milliseconds. */
const SYNC_POLL = 50;

/** Executes attempts as Jobs of a Kubernetes cluster. */
export class KubernetesEngine implements Engine {
  readonly name = 'kubernetes';
  readonly #options: KubernetesEngineOptions;
  readonly #watch: ClusterWatch;
  readonly #logs: LogCollector;
  readonly #jobs: JobWriter;
  readonly #queues: QueueWatch;
  readonly #problems: ProblemFinder;
  readonly #usage: UsageReader;
  readonly #listeners = new Set<(attempt?: Attempt) => void>();
  /** Attempts that were ended because of what does not pass, until their run is removed. */
  readonly #given = new Map<string, Map<number, AttemptEnd>>();
  /** Runs that are done with, by the Job that they share with others. */
  readonly #removed = new Map<string, Set<string>>();
  #started = false;

  constructor(options: KubernetesEngineOptions) {
    this.#options = options;
    const { client, logger } = options;
    this.#watch = new ClusterWatch(client, options.portal);
    this.#jobs = new JobWriter({ ...options, watch: this.#watch });
    this.#queues = new QueueWatch({
      ...{ client, logger },
      onChange: () => this.#tell(),
    });
    this.#problems = new ProblemFinder(client, this.#queues);
    this.#usage = new UsageReader(client, logger);
    this.#logs = new LogCollector({
      client,
      logger,
      open: options.openLog,
      onDone: attempt => this.#tell(attempt),
    });
    this.#watch.onChange(attempt => this.#tell(attempt));
  }

  async launch(task: EngineTask): Promise<void> {
    await this.#begin();
    await this.#jobs.write(task);
  }

  async observe(attempts: Attempt[]): Promise<Observation[]> {
    await this.#begin();
    // Nothing was read yet: to say that an attempt is unknown would be to say that it was deleted.
    return this.#watch.isSynced
      ? Promise.all(attempts.map(attempt => this.#observe(attempt)))
      : [];
  }

  async #observe(attempt: Attempt): Promise<Observation> {
    const given = this.#given.get(attempt.run)?.get(attempt.attempt);
    if (given) {
      // Its Job is gone, or goes; whoever was told may not have written it down.
      return { ...attempt, state: 'Ended', usage: {}, end: given };
    }
    const seen = this.#watch.seen(attempt);
    const observation = this.#queues.observe(
      observeAttempt(attempt, seen),
      seen,
    );
    const { job, pod } = seen;
    if (pod) {
      const isKept = this.#logs.collect(attempt, pod);
      observation.usage = this.#usage.of(pod);
      if (observation.end) {
        return this.#ended(observation, observation.end, pod, isKept);
      }
    }
    if (observation.state === 'Unknown') {
      return { ...observation, lostReason: 'DeletedOutside' };
    }
    return observation.state === 'Starting' && job
      ? this.#withProblem(observation, seen)
      : observation;
  }

  /** The end is told when the log is kept. */
  #ended(
    observation: Observation,
    end: AttemptEnd,
    pod: SeenPod,
    isKept: boolean,
  ): Observation {
    if (!isKept) {
      const state = observation.startedAt ? 'Running' : 'Starting';
      return { ...observation, state, end: undefined };
    }
    const losses = this.#logs
      .losses(pod)
      .map(message => ({ source: 'engine', message }));
    return {
      ...observation,
      end: { ...end, evidence: [...end.evidence, ...losses] },
    };
  }

  /** Says why it does not start; ends it when that does not pass. */
  async #withProblem(
    observation: Observation,
    seen: SeenAttempt,
  ): Promise<Observation> {
    const found = await this.#problems.find(observation, seen);
    if (!found) {
      return observation;
    }
    const { fatalAfter, since, ...problem } = found;
    if (
      fatalAfter === undefined ||
      Date.now() - since.getTime() < fatalAfter * 1000
    ) {
      return { ...observation, problem };
    }
    const { reason, evidence } = problem;
    const end = { finishedAt: new Date(), reason, evidence };
    // Known before its Job goes: who looks meanwhile would find it deleted by somebody.
    const ends = this.#given.get(observation.run) ?? new Map();
    this.#given.set(observation.run, ends.set(observation.attempt, end));
    try {
      await this.cancel(observation);
    } catch (error) {
      ends.delete(observation.attempt);
      throw error;
    }
    return { ...observation, state: 'Ended', end };
  }

  /** Its pod is given time to end. */
  async cancel(attempt: Attempt): Promise<void> {
    const { client } = this.#options;
    const { job, index, pod } = this.#watch.seen(attempt);
    if (index !== undefined) {
      if (pod && !pod.deletedAt && !pod.gone) {
        const { namespace, name } = pod;
        await client.delete({ resource: 'pods', namespace, name });
      }
    } else if (job && !job.deleting) {
      // The Job stays until its pod has ended.
      await client.delete(jobPath(job), { propagationPolicy: 'Foreground' });
    }
  }

  /** What has ended stays a while for whoever wants to look at it; logs and results lie elsewhere by now. */
  async remove(run: string): Promise<void> {
    await this.#begin();
    await this.#logs.forget(run);
    this.#problems.forget(run);
    this.#given.delete(run);
    for (const { job, pod } of this.#watch.attemptsOf(run)) {
      if (pod) {
        this.#usage.forget(pod.uid);
      }
      if (job && !job.deleting && this.#isLast(run, job)) {
        await this.#letGo(job, pod);
      }
    }
  }

  /** Whether no other run is in the Job of which something is still needed. */
  #isLast(run: string, { name, runs }: SeenJob): boolean {
    if (!runs) {
      return true;
    }
    const removed = this.#removed.get(name) ?? new Set();
    removed.add(run);
    this.#removed.set(name, removed);
    return removed.size >= runs.length && this.#removed.delete(name);
  }

  async #letGo(job: SeenJob, pod: SeenPod | undefined): Promise<void> {
    const { client, keepSeconds } = this.#options;
    const hasEnded = pod ? readEnd(pod, job) !== undefined : job.active === 0;
    if (hasEnded && keepSeconds > 0) {
      await client.patch(
        jobPath(job),
        { spec: { ttlSecondsAfterFinished: keepSeconds } },
        'merge',
      );
    } else {
      await client.delete(jobPath(job), { propagationPolicy: 'Background' });
    }
  }

  async kept(): Promise<string[]> {
    await this.#begin();
    const runs = new Set<string>();
    for (const { run, runs: points, deleting, ttl } of this.#watch.jobs()) {
      if (!deleting && !ttl) {
        (points ?? (run === undefined ? [] : [run])).forEach(id =>
          runs.add(id),
        );
      }
    }
    return [...runs];
  }

  onChange(listener: (attempt?: Attempt) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  capacity(): Promise<ClusterResources> {
    return this.#options.capacity();
  }

  reachable(): { ok: true } | { ok: false; problem: EngineProblem } {
    const { failure } = this.#watch;
    if (this.#watch.isSynced && !failure) {
      return { ok: true };
    }
    return {
      ok: false,
      problem: {
        reason: 'ClusterUnreachable',
        evidence: [
          {
            source: 'engine',
            message: failure
              ? failure.error.message
              : `cluster '${this.#options.cluster}' has not answered yet`,
            ...(failure && { time: failure.since.toISOString() }),
          },
        ],
      },
    };
  }

  async stop(): Promise<void> {
    this.#listeners.clear();
    this.#watch.stop();
    this.#queues.stop();
    this.#usage.stop();
    await this.#logs.stop();
  }

  /** Watches from the first question on: whoever asks holds the cluster's lease. */
  async #begin(): Promise<void> {
    if (!this.#started) {
      this.#started = true;
      this.#watch.start();
    }
    const until = Date.now() + SYNC;
    // A cluster that refuses, or is not there, is not waited for: what is asked says so, and the watch goes on trying.
    while (
      !this.#watch.isSynced &&
      !this.#watch.failure &&
      Date.now() < until
    ) {
      await Promise.race([
        this.#watch.synced(),
        sleep(SYNC_POLL, undefined, { ref: false }),
      ]);
    }
  }

  #tell(attempt?: Attempt): void {
    this.#listeners.forEach(listener => listener(attempt));
  }
}

function jobPath({ namespace, name }: SeenJob): ResourcePath {
  return { group: 'batch', version: 'v1', resource: 'jobs', namespace, name };
}

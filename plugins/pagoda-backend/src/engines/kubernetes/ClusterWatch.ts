import type { Job } from 'kubernetes-types/batch/v1';
import type { Pod } from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { Reflector } from '../../clients/kubernetes/Reflector';
import type { Attempt } from '../types';
import { jobName, runSelector } from './labels';
import { toSeenJob, type SeenJob } from './SeenJob';
import { toSeenPod, type SeenPod } from './SeenPod';

/** What a cluster shows of one attempt. */
export interface SeenAttempt {
  job?: SeenJob;
  /** Of the attempt in its Job, where that is an Indexed one. */
  index?: number;
  /** The newest, where Kueue has stopped and started the Job. */
  pod?: SeenPod;
}

/** A Job that was just made is known before the watch tells of it, for so long, in milliseconds. */
const TOLD_BY = 30_000;
/** A pod that is gone is remembered so long, in milliseconds. */
const REMEMBERED = 60_000;
/** A run has at most 20 retries (see the contract), and whoever repairs something by hand may add some. */
const MAX_ATTEMPTS = 50;

/**
 * The Jobs and pods of runs on one cluster, as two watches tell: one each for all runs, whatever their number.
 */
export class ClusterWatch {
  readonly #jobs: Reflector<Job, SeenJob>;
  readonly #pods: Reflector<Pod, SeenPod>;
  readonly #stopping = new AbortController();
  /** By name, which has the id of a run or a sweep in it: no two projects have the same. */
  readonly #jobOf = new Map<string, SeenJob>();
  /** Attempts that are an index of a Job, by the name that they would have by themselves. */
  readonly #indexOf = new Map<string, { job: string; index: number }>();
  /** By the name of their Job, and their index where it is an Indexed one; then by their uid. */
  readonly #podsOf = new Map<string, Map<string, SeenPod>>();
  readonly #created = new Map<string, { job: SeenJob; at: number }>();
  readonly #listeners = new Set<(attempt?: Attempt) => void>();

  constructor(client: KubernetesClient, portal: string) {
    const { signal } = this.#stopping;
    const labelSelector = runSelector(portal);
    this.#jobs = new Reflector<Job, SeenJob>({
      client,
      path: { group: 'batch', version: 'v1', resource: 'jobs' },
      labelSelector,
      project: toSeenJob,
      signal,
    });
    this.#pods = new Reflector<Pod, SeenPod>({
      client,
      path: { resource: 'pods' },
      labelSelector,
      project: toSeenPod,
      signal,
    });
    this.#jobs.onChange((_key, job, before) => {
      const name = (job ?? before)?.name ?? '';
      if (job) {
        this.#jobOf.set(name, job);
        this.#indexAll(job);
      } else {
        this.#jobOf.delete(name);
        if (before) {
          this.#forgetAll(before);
        }
      }
      // What the watch says now counts, its deletion too.
      this.#created.delete(name);
      this.#tell(job ?? before);
    });
    this.#pods.onChange((_key, pod, before) => {
      if (pod) {
        this.#put(pod);
      } else if (before) {
        this.#bury(before);
      }
      this.#tell(pod ?? before);
    });
  }

  start(): void {
    this.#jobs.start();
    this.#pods.start();
  }

  /** Resolves when everything was read once. */
  async synced(): Promise<void> {
    await Promise.all([this.#jobs.synced(), this.#pods.synced()]);
  }

  get isSynced(): boolean {
    return this.#jobs.isSynced && this.#pods.isSynced;
  }

  /** The failure that keeps the watches from going on, since when; `undefined` while they do. */
  get failure(): { error: Error; since: Date } | undefined {
    return this.#jobs.failure ?? this.#pods.failure;
  }

  /** What is known of an attempt. */
  seen(attempt: Attempt): SeenAttempt {
    const own = jobName(attempt);
    const { job: name, index } = this.#indexOf.get(own) ?? { job: own };
    const job = this.job(name);
    const pods = [...(this.#podsOf.get(podKey(name, index))?.values() ?? [])];
    pods.sort((a, b) => b.createdAt - a.createdAt);
    return {
      ...(job && { job }),
      ...(index !== undefined && { index }),
      ...(pods[0] && { pod: pods[0] }),
    };
  }

  /** A Job by its name. */
  job(name: string): SeenJob | undefined {
    return this.#jobOf.get(name) ?? this.#justCreated(name);
  }

  /** A Job that the cluster has just taken. */
  created(job: Job): void {
    const seen = toSeenJob(job);
    this.#created.set(seen.name, { job: seen, at: Date.now() });
    this.#indexAll(seen);
  }

  /** All that is there of a run's attempts. */
  attemptsOf(run: string): SeenAttempt[] {
    return Array.from({ length: MAX_ATTEMPTS }, (_, index) =>
      this.seen({ run, attempt: index + 1 }),
    ).filter(({ job, pod }) => job ?? pod);
  }

  /** Jobs of runs, all of them. */
  jobs(): IterableIterator<SeenJob> {
    return this.#jobOf.values();
  }

  /** Calls the listener after something of an attempt has changed; returns the unsubscription. */
  onChange(listener: (attempt?: Attempt) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#listeners.clear();
    this.#stopping.abort();
  }

  #justCreated(name: string): SeenJob | undefined {
    const created = this.#created.get(name);
    if (created && Date.now() - created.at < TOLD_BY) {
      return created.job;
    }
    this.#created.delete(name);
    return undefined;
  }

  #indexAll({ name, runs = [], attempt }: SeenJob): void {
    for (const [index, run] of runs.entries()) {
      this.#indexOf.set(jobName({ run, attempt }), { job: name, index });
    }
  }

  #forgetAll({ runs = [], attempt }: SeenJob): void {
    for (const run of runs) {
      this.#indexOf.delete(jobName({ run, attempt }));
    }
  }

  #put(pod: SeenPod): void {
    const key = podKey(pod.job, pod.index);
    const pods = this.#podsOf.get(key) ?? new Map<string, SeenPod>();
    pods.set(pod.uid, pod);
    this.#podsOf.set(key, pods);
  }

  /** How it ended is looked at a little later, when perhaps it is gone. */
  #bury(pod: SeenPod): void {
    this.#put({ ...pod, gone: true });
    setTimeout(() => {
      const key = podKey(pod.job, pod.index);
      const pods = this.#podsOf.get(key);
      if (pods?.get(pod.uid)?.gone) {
        pods.delete(pod.uid);
      }
      if (pods?.size === 0) {
        this.#podsOf.delete(key);
      }
    }, REMEMBERED).unref();
  }

  #tell(seen: SeenJob | SeenPod | undefined): void {
    const attempt =
      seen?.run === undefined
        ? undefined
        : { run: seen.run, attempt: seen.attempt };
    this.#listeners.forEach(listener => listener(attempt));
  }
}

function podKey(job: string = '', index?: number): string {
  return index === undefined ? job : `${job}/${index}`;
}

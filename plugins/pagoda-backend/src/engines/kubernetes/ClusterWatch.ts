import type { Job } from 'kubernetes-types/batch/v1';
import type { Pod } from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { Reflector } from '../../clients/kubernetes/Reflector';
import type { Attempt } from '../types';
import { jobName, MANAGED_SELECTOR, RUN_LABEL } from './labels';
import { toSeenJob, type SeenJob } from './SeenJob';
import { toSeenPod, type SeenPod } from './SeenPod';

/** What a cluster shows of one attempt. */
export interface SeenAttempt {
  job?: SeenJob;
  /** The newest, where Kueue has stopped and started the Job. */
  pod?: SeenPod;
}

/** A Job that was just made is known before the watch tells of it, for so long, in milliseconds. */
const TOLD_BY = 30_000;
/** A run has at most 20 retries (see the contract), and whoever repairs something by hand may add some. */
const MAX_ATTEMPTS = 50;

/**
 * The Jobs and pods of runs on one cluster, as two watches tell: one each for all runs, whatever their number.
 */
export class ClusterWatch {
  readonly #jobs: Reflector<Job, SeenJob>;
  readonly #pods: Reflector<Pod, SeenPod>;
  readonly #stopping = new AbortController();
  /** By the name of the attempt's Job, which has the run's id in it: no two projects have the same. */
  readonly #jobOf = new Map<string, SeenJob>();
  readonly #podsOf = new Map<string, Map<string, SeenPod>>();
  readonly #created = new Map<string, { job: SeenJob; at: number }>();
  readonly #listeners = new Set<(attempt: Attempt) => void>();

  constructor(client: KubernetesClient) {
    const { signal } = this.#stopping;
    const selector = `${MANAGED_SELECTOR},${RUN_LABEL}`;
    this.#jobs = new Reflector<Job, SeenJob>({
      client,
      path: { group: 'batch', version: 'v1', resource: 'jobs' },
      labelSelector: selector,
      project: toSeenJob,
      signal,
    });
    this.#pods = new Reflector<Pod, SeenPod>({
      client,
      path: { resource: 'pods' },
      labelSelector: selector,
      project: toSeenPod,
      signal,
    });
    this.#jobs.onChange((_key, job, before) => {
      const seen = job ?? before;
      if (job?.run !== undefined) {
        this.#jobOf.set(nameOf(job), job);
      } else if (seen?.run !== undefined) {
        this.#jobOf.delete(nameOf(seen));
      }
      this.#tell(seen);
    });
    this.#pods.onChange((_key, pod, before) => {
      const seen = pod ?? before;
      if (seen?.run !== undefined) {
        this.#index(seen, pod === undefined);
      }
      this.#tell(seen);
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
    const name = jobName(attempt);
    const pods = [...(this.#podsOf.get(name)?.values() ?? [])];
    pods.sort((a, b) => b.createdAt - a.createdAt);
    const job = this.#jobOf.get(name) ?? this.#justCreated(name);
    return { ...(job && { job }), ...(pods[0] && { pod: pods[0] }) };
  }

  /** A Job that the cluster has just taken. */
  created(job: Job): void {
    const seen = toSeenJob(job);
    this.#created.set(seen.name, { job: seen, at: Date.now() });
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
  onChange(listener: (attempt: Attempt) => void): () => void {
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

  #index(pod: SeenPod, deleted: boolean): void {
    const name = nameOf(pod);
    const pods = this.#podsOf.get(name) ?? new Map<string, SeenPod>();
    if (deleted) {
      pods.delete(pod.uid);
    } else {
      pods.set(pod.uid, pod);
    }
    if (pods.size === 0) {
      this.#podsOf.delete(name);
    } else {
      this.#podsOf.set(name, pods);
    }
  }

  #tell(seen: SeenJob | SeenPod | undefined): void {
    if (seen?.run === undefined) {
      return;
    }
    // What the watch says now counts, its deletion too.
    this.#created.delete(nameOf(seen));
    const attempt = { run: seen.run, attempt: seen.attempt };
    this.#listeners.forEach(listener => listener(attempt));
  }
}

function nameOf({ run = '', attempt }: SeenJob | SeenPod): string {
  return jobName({ run, attempt });
}

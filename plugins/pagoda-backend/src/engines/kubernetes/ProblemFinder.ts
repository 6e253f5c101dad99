import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { Attempt } from '../types';
import type { SeenAttempt } from './ClusterWatch';
import { EventReader } from './EventReader';
import {
  findJobProblem,
  findPodProblem,
  type FoundProblem,
} from './findProblem';
import { SchedulingAdvisor } from './SchedulingAdvisor';
import type { QueueWatch } from './queues/QueueWatch';
import type { SeenPod } from './SeenPod';

/** Nothing is wrong with what is younger, in milliseconds. */
const YOUNG = 1_500;

/** Finds out why attempts do not start, and since when. */
export class ProblemFinder {
  readonly #events: EventReader;
  readonly #queues: Pick<QueueWatch, 'problem'>;
  readonly #scheduling: SchedulingAdvisor;
  /** By run. */
  readonly #since = new Map<string, { reason: string; since: Date }>();

  constructor(client: KubernetesClient, queues: Pick<QueueWatch, 'problem'>) {
    this.#queues = queues;
    this.#events = new EventReader(client);
    this.#scheduling = new SchedulingAdvisor(client);
  }

  async find(
    { run }: Attempt,
    seen: SeenAttempt,
  ): Promise<(FoundProblem & { since: Date }) | undefined> {
    const problem = await this.#look(seen);
    if (!problem) {
      this.#since.delete(run);
      return undefined;
    }
    const known = this.#since.get(run);
    const since = known?.reason === problem.reason ? known.since : new Date();
    this.#since.set(run, { reason: problem.reason, since });
    return { ...problem, since };
  }

  forget(run: string): void {
    this.#since.delete(run);
  }

  async #look(seen: SeenAttempt): Promise<FoundProblem | undefined> {
    const now = Date.now();
    const pod = seen.pod?.gone ? undefined : seen.pod;
    const object = pod ?? seen.job;
    if (!object || now - object.createdAt < YOUNG) {
      return undefined;
    }
    const queued = this.#queues.problem(seen);
    if (queued) {
      return queued;
    }
    if (!pod) {
      const events = this.#events.of(object.namespace, object.uid);
      return events && findJobProblem(events);
    }
    const events = isMounting(pod)
      ? this.#events.of(pod.namespace, pod.uid)
      : [];
    if (!events) {
      return undefined;
    }
    const problem = findPodProblem(pod, events, now);
    return problem?.reason === 'Unschedulable'
      ? {
          ...problem,
          evidence: [
            ...problem.evidence,
            ...(await this.#scheduling.evidence(pod)),
          ],
        }
      : problem;
  }
}

/** It has a node, and none of its containers could be made yet. */
function isMounting({ node, containers }: SeenPod): boolean {
  return (
    node !== undefined &&
    containers.every(({ running, terminated }) => !running && !terminated)
  );
}

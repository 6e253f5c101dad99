import { AdmissionState } from './AdmissionState';
import type { Shortage } from './shortage';
import type { AdmissionInput, WaitingRun } from './types';

/** Which runs start now, in order, and why the others do not. */
export interface Admission {
  admitted: WaitingRun[];
  waiting: Map<string, Shortage>;
}

/**
 * Decides which runs start.
 *
 * - Within a project the oldest comes first. Between projects the next run is of the project with the smallest dominant
 *   share of the cluster (the largest of its shares of CPU, memory and GPU), so nobody starves behind another project's
 *   ten thousand points.
 * - A run that does not fit is passed by runs that do: of other projects, and smaller ones of its own.
 * - Once it has waited for five minutes and its project is the one whose turn it is, it gets a reservation, of which
 *   there is one at a time: others then start only if, by their time limits, they are gone when it can start, or leave
 *   enough for it. For its project's quota likewise: younger runs of the project no longer take what it waits for.
 * - What can never fit (its quota was lowered, say) holds nobody up.
 */
export function admit(input: AdmissionInput): Admission {
  const state = new AdmissionState(input);
  const queues = byProject(input.queued, project => state.share(project));
  const admitted: WaitingRun[] = [];
  const waiting = new Map<string, Shortage>();
  for (;;) {
    const queue = chooseNext(queues);
    if (!queue) {
      return { admitted, waiting };
    }
    const run = queue.runs[queue.next];
    queue.next += 1;
    const shortage = state.findShortage(run);
    if (shortage) {
      waiting.set(run.id, shortage);
      state.keepFor(run, shortage);
    } else {
      admitted.push(run);
      state.start(run);
      queue.share = state.share(run.project);
    }
    if (queue.next === queue.runs.length) {
      queues.splice(queues.indexOf(queue), 1);
    }
  }
}

/** The waiting runs of one project. */
interface Queue {
  runs: WaitingRun[];
  /** Index of the next to be looked at. */
  next: number;
  share: number;
}

/** The queue of the project with the smallest share; of those, the one whose head is the oldest. */
function chooseNext(queues: Queue[]): Queue | undefined {
  let best: Queue | undefined;
  for (const queue of queues) {
    if (
      !best ||
      queue.share < best.share ||
      (queue.share === best.share &&
        queue.runs[queue.next].id < best.runs[best.next].id)
    ) {
      best = queue;
    }
  }
  return best;
}

function byProject(
  queued: WaitingRun[],
  shareOf: (project: string) => number,
): Queue[] {
  const queues = new Map<string, Queue>();
  for (const run of queued) {
    const queue = queues.get(run.project);
    if (queue) {
      queue.runs.push(run);
    } else {
      const share = shareOf(run.project);
      queues.set(run.project, { runs: [run], next: 0, share });
    }
  }
  return [...queues.values()];
}

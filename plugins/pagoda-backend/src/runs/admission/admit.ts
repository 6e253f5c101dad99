import type { ClusterResources, Quota } from '@pagoda/plugin-pagoda-common';
import type { ProjectDemand } from '../types';
import { Reservation } from './Reservation';
import { exceeds, findShortage, type Demand, type Shortage } from './shortage';

/** A run that waits. */
export interface WaitingRun {
  id: string;
  project: string;
  sweep?: string;
  /** Milliseconds since 1970. */
  queuedAt: number;
  timeoutSeconds: number;
  demand: Demand;
}

/** What of a run that is active on the cluster matters to those that wait. */
export interface ActiveRun {
  demand: Demand;
  /** The time limit ends it by then at the latest, in milliseconds since 1970. */
  endsBy: number;
}

/** What {@link admit} decides upon. */
export interface AdmissionInput {
  /** Milliseconds since 1970. */
  now: number;
  /** The oldest runs of each project, oldest first. */
  queued: WaitingRun[];
  /** On this cluster. */
  active: ActiveRun[];
  capacity: ClusterResources;
  /** By project, over all clusters. */
  demand: Map<string, ProjectDemand>;
  /** By project; one that is missing has no limits. */
  quotas: Map<string, Quota>;
  /** Sweeps that limit their parallelism. */
  sweeps: Map<string, { parallelism: number; active: number }>;
}

/** Which runs start now, in order, and why the others do not. */
export interface Admission {
  admitted: WaitingRun[];
  waiting: Map<string, Shortage>;
}

/** A run that has waited so long, in milliseconds, is no longer passed by smaller ones at will. */
export const PATIENCE = 5 * 60_000;

const NOTHING: ProjectDemand = {
  activeRuns: 0,
  cpu: 0,
  memoryBytes: 0,
  gpu: 0,
};

/**
 * Decides which runs start.
 *
 * - Within a project the oldest comes first. Between projects the next run is of the project with the smallest dominant
 *   share of the cluster (the largest of its shares of CPU, memory and GPU), so nobody starves behind another project's
 *   ten thousand points.
 * - A run that does not fit is passed by runs that do: of other projects, and smaller ones of its own.
 * - Once it has waited for {@link PATIENCE} and its project is the one whose turn it is, it gets a reservation, of which
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

/** What is used, as runs are admitted. Use only grows, so what is short once stays short. */
class AdmissionState {
  readonly #input: AdmissionInput;
  readonly #projects = new Map<string, ProjectDemand>();
  readonly #sweeps = new Map<string, { parallelism: number; active: number }>();
  readonly #cluster: Demand;
  readonly #active: ActiveRun[];
  /** By project: a run that has lost its patience, and which quota it waits for. */
  readonly #kept = new Map<string, { run: string; shortage: Shortage }>();
  #reservation?: Reservation;

  constructor(input: AdmissionInput) {
    this.#input = input;
    this.#active = [...input.active];
    this.#cluster = input.active.reduce<Demand>(
      (sum, { demand }) => add(sum, demand),
      { cpu: 0, memoryBytes: 0, gpu: 0 },
    );
  }

  findShortage(run: WaitingRun): Shortage | undefined {
    const { capacity, quotas, now } = this.#input;
    const { demand, project } = run;
    const shortage = findShortage(demand, {
      quota: quotas.get(project) ?? {},
      projectUsed: this.#used(project),
      capacity,
      clusterUsed: this.#cluster,
      sweep: this.#sweep(run),
    });
    if (shortage) {
      return shortage;
    }
    const kept = this.#kept.get(project);
    if (kept?.shortage.cause === 'Quota') {
      const asked = amountOf(demand, kept.shortage.resource);
      if (asked > 0) {
        return { ...kept.shortage, asked, reservedFor: kept.run };
      }
    }
    const endsBy = now + run.timeoutSeconds * 1000;
    const conflict = this.#reservation?.conflict(demand, endsBy);
    return (
      conflict && {
        cause: 'Capacity',
        resource: conflict === 'memoryBytes' ? 'memory' : conflict,
        asked: demand[conflict],
        limit: capacity[conflict],
        used: this.#cluster[conflict],
        reservedFor: this.#reservation?.run,
      }
    );
  }

  /** Keeps for a run that has lost its patience what it waits for. */
  keepFor(run: WaitingRun, shortage: Shortage): void {
    const { now, capacity } = this.#input;
    if (
      shortage.cause === 'Parallelism' ||
      shortage.asked > shortage.limit ||
      shortage.reservedFor !== undefined ||
      now - run.queuedAt < PATIENCE
    ) {
      return;
    }
    if (shortage.cause === 'Quota') {
      if (!this.#kept.has(run.project)) {
        this.#kept.set(run.project, { run: run.id, shortage });
      }
    } else if (!this.#reservation && !exceedsAny(run.demand, capacity)) {
      this.#reservation = new Reservation(run.id, run.demand, {
        capacity,
        active: this.#active,
        now,
      });
    }
  }

  start(run: WaitingRun): void {
    const endsBy = this.#input.now + run.timeoutSeconds * 1000;
    const used = this.#used(run.project);
    this.#projects.set(run.project, {
      ...add(used, run.demand),
      activeRuns: used.activeRuns + 1,
    });
    Object.assign(this.#cluster, add(this.#cluster, run.demand));
    this.#active.push({ demand: run.demand, endsBy });
    this.#reservation?.take(run.demand, endsBy);
    const sweep = this.#sweep(run);
    if (run.sweep !== undefined && sweep) {
      this.#sweeps.set(run.sweep, { ...sweep, active: sweep.active + 1 });
    }
  }

  #used(project: string): ProjectDemand {
    return (
      this.#projects.get(project) ?? this.#input.demand.get(project) ?? NOTHING
    );
  }

  #sweep({ sweep }: WaitingRun) {
    return sweep === undefined
      ? undefined
      : (this.#sweeps.get(sweep) ?? this.#input.sweeps.get(sweep));
  }

  /** The project's dominant share of the cluster. */
  share(project: string): number {
    const { capacity } = this.#input;
    const used = this.#used(project);
    const of = (key: keyof Demand) =>
      capacity[key] > 0 ? used[key] / capacity[key] : 0;
    return Math.max(of('cpu'), of('memoryBytes'), of('gpu'));
  }
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

function add(a: Demand, b: Demand): Demand {
  return {
    cpu: a.cpu + b.cpu,
    memoryBytes: a.memoryBytes + b.memoryBytes,
    gpu: a.gpu + b.gpu,
  };
}

function exceedsAny(demand: Demand, capacity: ClusterResources): boolean {
  return (
    exceeds(demand.cpu, 0, capacity.cpu) ||
    exceeds(demand.memoryBytes, 0, capacity.memoryBytes) ||
    exceeds(demand.gpu, 0, capacity.gpu)
  );
}

function amountOf(
  demand: Demand,
  resource: 'concurrentRuns' | 'cpu' | 'memory' | 'gpu',
): number {
  switch (resource) {
    case 'concurrentRuns':
      return 1;
    case 'memory':
      return demand.memoryBytes;
    default:
      return demand[resource];
  }
}

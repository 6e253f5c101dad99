import type { ClusterResources } from '@pagoda/plugin-pagoda-common';
import type { ProjectDemand } from '../types';
import { Reservation } from './Reservation';
import {
  exceeds,
  findShortage,
  type Demand,
  type ScarceResource,
  type Shortage,
} from './shortage';
import type { ActiveRun, AdmissionInput, WaitingRun } from './types';

/** A run that has waited so long, in milliseconds, is no longer passed by smaller ones at will. */
export const PATIENCE = 5 * 60_000;

const NOTHING: ProjectDemand = {
  activeRuns: 0,
  cpu: 0,
  memoryBytes: 0,
  gpu: 0,
};

/** What is used, as runs are admitted. Use only grows, so what is short once stays short. */
export class AdmissionState {
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
      queued: run.queued,
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
    if (run.queued) {
      return undefined;
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
    // It uses what the cluster has once its queue says so.
    if (!run.queued) {
      Object.assign(this.#cluster, add(this.#cluster, run.demand));
      this.#active.push({ demand: run.demand, endsBy });
      this.#reservation?.take(run.demand, endsBy);
    }
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

function amountOf(demand: Demand, resource: ScarceResource): number {
  switch (resource) {
    case 'concurrentRuns':
      return 1;
    case 'memory':
      return demand.memoryBytes;
    default:
      return demand[resource];
  }
}

import {
  parseQuantity,
  type ClusterResources,
  type Quota,
} from '@pagoda/plugin-pagoda-common';
import type { Wait } from './explain/explainWaiting';
import type { ProjectDemand, RunRecord } from './types';

/** What admission decides upon. */
export interface AdmissionSituation {
  now: Date;
  cluster: string;
  capacity: ClusterResources;
  /** What active runs of all projects ask for on this cluster. */
  load: ClusterResources;
  quotas: Map<string, Quota>;
  /** What the active runs of each project ask for, over all clusters. */
  demand: Map<string, ProjectDemand>;
  sweeps: Map<string, { parallelism?: number; active: number }>;
}

/** Who may start now, and why the others wait. */
export interface AdmissionVerdict {
  admitted: RunRecord[];
  waiting: { record: RunRecord; wait: Wait }[];
}

/**
 * Decides which queued runs (oldest first) start. Projects take turns, so that 10,000 points of one do not hold up the
 * others. Within a project the order is kept: a run that does not fit holds back those behind it that ask for the same
 * scarce thing of the project, so that a large run is not passed for ever; what waits for its sweep or its retry holds
 * back nobody.
 */
export function admitRuns(
  queued: RunRecord[],
  situation: AdmissionSituation,
): AdmissionVerdict {
  const { capacity, cluster } = situation;
  const load = { ...situation.load };
  const demand = new Map(
    [...situation.demand].map(([project, used]) => [project, { ...used }]),
  );
  const sweeps = new Map(
    [...situation.sweeps].map(([id, limit]) => [id, { ...limit }]),
  );
  const blocked = new Map<string, Wait>();
  const positions = new Map<string, number>();
  const admission: AdmissionVerdict = { admitted: [], waiting: [] };

  for (const record of byTurns(queued)) {
    const { project, sweep, spec, status } = record.run;
    const used = demand.get(project) ?? {
      activeRuns: 0,
      cpu: 0,
      memoryBytes: 0,
      gpu: 0,
    };
    demand.set(project, used);
    const until = status.nextAttemptAt
      ? new Date(status.nextAttemptAt)
      : undefined;
    if (until && until > situation.now) {
      admission.waiting.push({
        record,
        wait: { kind: 'backoff', until, attempt: status.attempt + 1 },
      });
      continue;
    }
    const position = (positions.get(project) ?? 0) + 1;
    const asked = {
      cpu: parseQuantity(spec.resources.cpu),
      memory: parseQuantity(spec.resources.memory),
      gpu: spec.resources.gpu,
    };
    const sweepLimit = sweep ? sweeps.get(sweep) : undefined;
    const wait: Wait | undefined =
      blocked.get(project) ??
      sweepWait(sweepLimit, position) ??
      quotaWait(
        project,
        situation.quotas.get(project) ?? {},
        used,
        asked,
        position,
      ) ??
      capacityWait(cluster, capacity, load, asked, position);
    if (wait) {
      positions.set(project, position);
      admission.waiting.push({ record, wait: forThis(wait, position, asked) });
      if (wait.kind !== 'parallelism') {
        blocked.set(project, wait);
      }
      continue;
    }
    admission.admitted.push(record);
    used.activeRuns += 1;
    used.cpu += asked.cpu;
    used.memoryBytes += asked.memory;
    used.gpu += asked.gpu;
    load.cpu += asked.cpu;
    load.memoryBytes += asked.memory;
    load.gpu += asked.gpu;
    if (sweepLimit) {
      sweepLimit.active += 1;
    }
  }
  return admission;
}

/** One of each project, then the next of each. */
function byTurns(queued: RunRecord[]): RunRecord[] {
  const projects = new Map<string, RunRecord[]>();
  for (const record of queued) {
    const list = projects.get(record.run.project) ?? [];
    list.push(record);
    projects.set(record.run.project, list);
  }
  const lists = [...projects.values()];
  const longest = Math.max(0, ...lists.map(list => list.length));
  const turns: RunRecord[] = [];
  for (let turn = 0; turn < longest; turn += 1) {
    for (const list of lists) {
      if (turn < list.length) {
        turns.push(list[turn]);
      }
    }
  }
  return turns;
}

function sweepWait(
  limit: { parallelism?: number; active: number } | undefined,
  position: number,
): Wait | undefined {
  return limit?.parallelism !== undefined && limit.active >= limit.parallelism
    ? { kind: 'parallelism', limit: limit.parallelism, position }
    : undefined;
}

function quotaWait(
  project: string,
  quota: Quota,
  used: ProjectDemand,
  asked: { cpu: number; memory: number; gpu: number },
  position: number,
): Wait | undefined {
  const { concurrentRuns } = quota;
  if (concurrentRuns !== undefined && used.activeRuns >= concurrentRuns) {
    return { kind: 'concurrency', project, limit: concurrentRuns, position };
  }
  const limits = {
    cpu: quota.cpu === undefined ? undefined : parseQuantity(quota.cpu),
    memory:
      quota.memory === undefined ? undefined : parseQuantity(quota.memory),
    gpu: quota.gpu,
  };
  const inUse = { cpu: used.cpu, memory: used.memoryBytes, gpu: used.gpu };
  for (const resource of ['cpu', 'memory', 'gpu'] as const) {
    const limit = limits[resource];
    if (
      limit !== undefined &&
      exceeds(inUse[resource], asked[resource], limit)
    ) {
      return {
        kind: 'quota',
        project,
        resource,
        asked: asked[resource],
        limit,
        used: inUse[resource],
        position,
      };
    }
  }
  return undefined;
}

function capacityWait(
  cluster: string,
  capacity: ClusterResources,
  load: ClusterResources,
  asked: { cpu: number; memory: number; gpu: number },
  position: number,
): Wait | undefined {
  const limits = {
    cpu: capacity.cpu,
    memory: capacity.memoryBytes,
    gpu: capacity.gpu,
  };
  const inUse = { cpu: load.cpu, memory: load.memoryBytes, gpu: load.gpu };
  for (const resource of ['cpu', 'memory', 'gpu'] as const) {
    if (exceeds(inUse[resource], asked[resource], limits[resource])) {
      return {
        kind: 'capacity',
        cluster,
        resource,
        asked: asked[resource],
        limit: limits[resource],
        used: inUse[resource],
        position,
      };
    }
  }
  return undefined;
}

/** With room for the rounding of sums such as 0.1 + 0.2. */
function exceeds(used: number, asked: number, limit: number): boolean {
  return asked > 0 && used + asked > limit + 1e-9;
}

/** The cause of the first that waits, in the words of one behind it. */
function forThis(
  wait: Wait,
  position: number,
  asked: { cpu: number; memory: number; gpu: number },
): Wait {
  if (wait.kind === 'quota' || wait.kind === 'capacity') {
    return { ...wait, position, asked: asked[wait.resource] };
  }
  return 'position' in wait ? { ...wait, position } : wait;
}

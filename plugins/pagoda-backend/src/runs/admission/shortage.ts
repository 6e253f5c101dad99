import {
  parseQuantity,
  type ClusterResources,
  type Quota,
} from '@pagoda/plugin-pagoda-common';
import type { ProjectDemand } from '../types';

/** What there may be too little of. */
export type ScarceResource = 'concurrentRuns' | 'cpu' | 'memory' | 'gpu';

interface Amounts {
  resource: ScarceResource;
  /** Runs, cores, bytes or devices. */
  asked: number;
  limit: number;
  used: number;
  /** A run that waits longer, for which what is left is kept. */
  reservedFor?: string;
}

/** The project's quota is in use, or smaller than what is asked for. */
export interface QuotaShortage extends Amounts {
  cause: 'Quota';
}

/** The cluster's capacity is in use, or smaller than what is asked for. */
export interface CapacityShortage extends Amounts {
  cause: 'Capacity';
}

/** As many points of the sweep are active as may be. */
export interface ParallelismShortage {
  cause: 'Parallelism';
  limit: number;
  used: number;
}

/** Why a run cannot start now. */
export type Shortage = QuotaShortage | CapacityShortage | ParallelismShortage;

/** What one run asks for, or several together. */
export interface Demand {
  /** Cores. */
  cpu: number;
  memoryBytes: number;
  gpu: number;
}

/** What a run has to fit in. */
export interface Situation {
  quota: Quota;
  /** Of the project, on all clusters. */
  projectUsed: ProjectDemand;
  capacity: ClusterResources;
  /** Of all projects, on this cluster. */
  clusterUsed: Demand;
  /** Not the capacity decides, but a queue of the cluster. */
  queued?: boolean;
  /** Of the run's sweep, where it has one that limits its parallelism. */
  sweep?: { parallelism: number; active: number };
}

/** Sums of tenths of cores are not exact in binary. */
const EPSILON = 1e-6;

/** Whether something that is asked for on top of what is used is more than the limit. */
export function exceeds(asked: number, used: number, limit: number): boolean {
  return asked > 0 && used + asked > limit + EPSILON;
}

/** The first thing that there is too little of for a run to start; `undefined` when it can. */
export function findShortage(
  demand: Demand,
  situation: Situation,
): Shortage | undefined {
  const { sweep } = situation;
  if (sweep && sweep.active >= sweep.parallelism) {
    return {
      cause: 'Parallelism',
      limit: sweep.parallelism,
      used: sweep.active,
    };
  }
  return (
    findQuotaShortage(demand, situation) ??
    (situation.queued ? undefined : findCapacityShortage(demand, situation))
  );
}

function findQuotaShortage(
  demand: Demand,
  { quota, projectUsed }: Situation,
): QuotaShortage | undefined {
  const limits: [ScarceResource, number, number, number | undefined][] = [
    ['concurrentRuns', 1, projectUsed.activeRuns, quota.concurrentRuns],
    ['cpu', demand.cpu, projectUsed.cpu, optionalQuantity(quota.cpu)],
    [
      'memory',
      demand.memoryBytes,
      projectUsed.memoryBytes,
      optionalQuantity(quota.memory),
    ],
    ['gpu', demand.gpu, projectUsed.gpu, quota.gpu],
  ];
  for (const [resource, asked, used, limit] of limits) {
    if (limit !== undefined && exceeds(asked, used, limit)) {
      return { cause: 'Quota', resource, asked, limit, used };
    }
  }
  return undefined;
}

function findCapacityShortage(
  demand: Demand,
  { capacity, clusterUsed }: Situation,
): CapacityShortage | undefined {
  const limits: [ScarceResource, keyof Demand][] = [
    ['cpu', 'cpu'],
    ['memory', 'memoryBytes'],
    ['gpu', 'gpu'],
  ];
  for (const [resource, key] of limits) {
    if (exceeds(demand[key], clusterUsed[key], capacity[key])) {
      return {
        cause: 'Capacity',
        resource,
        asked: demand[key],
        limit: capacity[key],
        used: clusterUsed[key],
      };
    }
  }
  return undefined;
}

function optionalQuantity(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseQuantity(text);
}

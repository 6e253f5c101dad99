import {
  parseQuantity,
  type ClusterResources,
  type Quota,
  type RunSpec,
  type RunValidation,
} from '@pagoda/plugin-pagoda-common';
import { conflict, quotaExceeded } from '../http/errors';
import { runDemand } from './runDemand';
import { formatAmount } from './explain/formatAmount';
import type { ProjectDemand } from './types';

type ShortBy = RunValidation['shortBy'][number];

/** What a run may count on. */
export interface QuotaSituation {
  project: string;
  quota: Quota;
  /** What the project's active runs use; nothing where only is asked whether a run can ever fit. */
  used?: ProjectDemand;
  cluster: string;
  capacity: ClusterResources;
}

/** Whether a run fits, and what it is short by. */
export interface QuotaVerdict {
  /** It would fit if nothing else ran. */
  fits: boolean;
  /** It fits, but has to wait for what runs now. */
  waits: boolean;
  shortBy: (ShortBy & { scope: 'project' | 'cluster' })[];
}

/** Compares what a run asks for with the project's quota and the cluster's capacity. */
export function checkQuota(
  spec: Pick<RunSpec, 'resources' | 'services' | 'queue'>,
  situation: QuotaSituation,
): QuotaVerdict {
  const { project, quota, used, cluster, capacity } = situation;
  const quantity = (text?: string) =>
    text === undefined ? undefined : parseQuantity(text);
  const { cpu, memoryBytes: memory, gpu } = runDemand(spec);
  const asked = { concurrentRuns: 1, cpu, memory, gpu };
  const ofProject = {
    concurrentRuns: { limit: quota.concurrentRuns, used: used?.activeRuns },
    cpu: { limit: quantity(quota.cpu), used: used?.cpu },
    memory: { limit: quantity(quota.memory), used: used?.memoryBytes },
    gpu: { limit: quota.gpu, used: used?.gpu },
  };
  const ofCluster: Partial<Record<keyof typeof asked, number>> = {
    cpu: capacity.cpu,
    memory: capacity.memoryBytes,
    gpu: capacity.gpu,
  };
  let fits = true;
  let waits = false;
  const shortBy: QuotaVerdict['shortBy'] = [];
  for (const resource of Object.keys(asked) as (keyof typeof asked)[]) {
    const amount = asked[resource];
    const { limit, used: inUse = 0 } = ofProject[resource];
    const show = (n: number) => formatAmount(resource, n);
    if (limit !== undefined && amount > 0) {
      const left = Math.max(0, limit - inUse);
      if (amount > limit) {
        fits = false;
        shortBy.push({
          scope: 'project',
          resource,
          asked: amount,
          limit,
          left,
          message: `${show(amount)} asked, the quota of project '${project}' is ${show(limit)}`,
        });
      } else if (amount > left) {
        waits = true;
        shortBy.push({
          scope: 'project',
          resource,
          asked: amount,
          limit,
          left,
          message: `${show(amount)} asked, ${show(left)} left of the quota of project '${project}' (${show(limit)})`,
        });
      }
    }
    const whole = ofCluster[resource];
    // What its queue can take, and where from, is for Kueue to say.
    if (!spec.queue && whole !== undefined && amount > whole) {
      fits = false;
      shortBy.push({
        scope: 'cluster',
        resource,
        asked: amount,
        limit: whole,
        left: whole,
        message: `${show(amount)} asked, cluster '${cluster}' has ${show(whole)}`,
      });
    }
  }
  return { fits, waits: fits && waits, shortBy };
}

/** @throws ApiError 409 when the run could never start. */
export function refuseUnlessFits(verdict: QuotaVerdict): void {
  if (verdict.fits) {
    return;
  }
  const short = verdict.shortBy.filter(({ asked, limit }) => asked > limit);
  const [{ resource, scope }] = short;
  const message = short.map(one => one.message).join('; ');
  if (resource === 'concurrentRuns') {
    throw quotaExceeded(message, {
      field: 'project',
      advice: 'Ask an administrator to raise the quota.',
    });
  }
  const options = { field: `resources.${resource}` };
  throw scope === 'cluster'
    ? conflict('Unschedulable', message, {
        ...options,
        advice: 'Ask for less, or choose a larger cluster.',
      })
    : quotaExceeded(message, {
        ...options,
        advice: 'Ask for less, or have an administrator raise the quota.',
      });
}

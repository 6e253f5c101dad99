import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import type { ProvisionedState } from '../types';
import {
  describeMachines,
  describePools,
  findMachineProblem,
} from './describeMachines';
import { findDrift } from './findDrift';
import { inPlainWords } from './inPlainWords';
import { isUpToDate, isUsable } from './isUsable';
import { find, isTrue } from './objects';
import type { Observed } from './observe';

const LOST =
  'Rancher has lost its connection to the cluster: its agent there does not answer. Look at the machines of the control plane and at their network.';

type Described = Omit<ProvisionedState, 'connection' | 'links'>;

/** How a cluster is, in plain words. */
export function describeState(
  observed: Observed,
  plan: ClusterPlan,
  options: {
    /** Whether it could ever be used. */
    wasUsable: boolean;
    /** Whether the plan was changed, and the change has not been seen to be done. */
    isChanging: boolean;
  },
): Described {
  const { cluster, management } = observed;
  const { wasUsable, isChanging } = options;
  const pools = describePools(observed, plan);
  const machines = describeMachines(observed, plan);
  const usable = isUsable(cluster, management);
  const short = pools.find(({ ready, wanted }) => ready < wanted);
  const updated = find(cluster.status?.conditions, 'Updated');
  const broken =
    findMachineProblem(machines) ??
    (updated?.status === 'False' ? inPlainWords(updated.message) : undefined);
  const isConnected = isTrue(management?.status?.conditions, 'Connected');
  const isLost = wasUsable && management !== undefined && !isConnected;
  const settled = usable && !short && !broken;
  const cause = settled
    ? undefined
    : (broken ??
      (isLost ? LOST : undefined) ??
      (isUpToDate(cluster) && short
        ? `${short.ready} of ${short.wanted} machines of pool ${short.name} are ready`
        : undefined) ??
      inPlainWords(updated?.message));
  return {
    phase: phaseOf({ settled, usable, wasUsable, isChanging, isLost, broken }),
    settled,
    conditions: describeConditions(observed, {
      ...{ pools, broken, usable, wasUsable },
    }),
    ...(cause !== undefined && { cause }),
    ...{ pools, machines },
    ...(cluster.spec.kubernetesVersion !== undefined && {
      version: cluster.spec.kubernetesVersion,
    }),
    drift: isChanging && !settled ? [] : findDrift(cluster, plan),
  };
}

function phaseOf(is: {
  settled: boolean;
  usable: boolean;
  wasUsable: boolean;
  isChanging: boolean;
  isLost: boolean;
  broken: string | undefined;
}): ProvisionedState['phase'] {
  if (is.settled) {
    return 'Ready';
  }
  if (is.broken) {
    return is.wasUsable ? 'Degraded' : 'Failed';
  }
  if (!is.wasUsable && !is.usable) {
    return 'Provisioning';
  }
  if (is.isLost) {
    return 'Degraded';
  }
  return is.usable && !is.isChanging ? 'Degraded' : 'Updating';
}

function describeConditions(
  { cluster, management }: Observed,
  {
    pools,
    broken,
    usable,
    wasUsable,
  }: {
    pools: ProvisionedState['pools'];
    broken: string | undefined;
    usable: boolean;
    wasUsable: boolean;
  },
): ProvisionedState['conditions'] {
  const wanted = pools.reduce((sum, pool) => sum + pool.wanted, 0);
  const ready = pools.reduce((sum, pool) => sum + pool.ready, 0);
  const updated = find(cluster.status?.conditions, 'Updated');
  const connected = find(management?.status?.conditions, 'Connected');
  const silence = wasUsable ? LOST : 'Nothing answers there yet.';
  return [
    {
      type: 'MachinesReady',
      status: ready >= wanted ? 'True' : 'False',
      reason: broken ? 'CreateError' : waitingUnless(ready >= wanted),
      message: broken ?? `${ready} of ${wanted} machines are ready.`,
    },
    {
      type: 'Configured',
      status: toStatus(updated?.status),
      reason: updated?.reason || (isUpToDate(cluster) ? 'Done' : 'Waiting'),
      message: isUpToDate(cluster)
        ? 'The machines are configured as Rancher was told.'
        : `${inPlainWords(updated?.message)}.`,
    },
    {
      type: 'Connected',
      status: toStatus(connected?.status),
      reason: connected?.status === 'True' ? 'Answers' : 'NoAnswer',
      message:
        connected?.status === 'True'
          ? 'The cluster answers through Rancher.'
          : silence,
    },
    {
      type: 'Usable',
      status: usable ? 'True' : 'False',
      reason: usable ? 'Ready' : 'NotReady',
      message: usable
        ? 'Runs can execute on it.'
        : 'Rancher has not finished with it, or does not reach it.',
    },
  ];
}

function waitingUnless(ready: boolean): string {
  return ready ? 'Ready' : 'Waiting';
}

function toStatus(status: string | undefined): 'True' | 'False' | 'Unknown' {
  return status === 'True' || status === 'False' ? status : 'Unknown';
}

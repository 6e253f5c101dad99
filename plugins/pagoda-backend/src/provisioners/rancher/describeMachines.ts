import type {
  ClusterPlan,
  Machine,
  PoolStatus,
} from '@pagoda/plugin-pagoda-common';
import { wayOut } from './inPlainWords';
import { RANCHER_POOL } from './names';
import type { CapiMachine, OpenstackMachine } from './objects';
import type { Observed } from './observe';

/** The pools as Rancher has them, in the order of the plan; then those that the plan does not have. */
export function describePools(
  { cluster, machines, deployments }: Observed,
  plan: ClusterPlan,
): PoolStatus[] {
  const found = cluster.spec.rkeConfig?.machinePools ?? [];
  const planned = plan.pools.map(({ name }) => name);
  const others = found.filter(({ name }) => !planned.includes(name));
  const names = [...planned, ...others.map(({ name }) => name)];
  return names.map(name => {
    const wanted = plan.pools.find(pool => pool.name === name);
    const pool = found.find(one => one.name === name);
    const own = machines.filter(machine => poolOf(machine) === name);
    const deployment = deployments.get(`${cluster.metadata.name}-${name}`);
    return {
      name,
      role:
        (wanted?.role ?? (pool?.controlPlaneRole && 'control-plane')) ||
        'worker',
      wanted: pool?.quantity ?? wanted?.count ?? 1,
      ready: deployment?.status?.readyReplicas ?? own.filter(isRunning).length,
      ...(wanted && { flavor: wanted.flavor }),
      ...(pool?.autoscalingMinSize !== undefined && {
        min: pool.autoscalingMinSize,
      }),
      ...(pool?.autoscalingMaxSize !== undefined && {
        max: pool.autoscalingMaxSize,
      }),
    };
  });
}

/** The machines; what is wrong with one is told as OpenStack says it. */
export function describeMachines(
  { machines, infrastructure }: Observed,
  plan: ClusterPlan,
): Machine[] {
  return machines.map(machine => {
    const { metadata, status } = machine;
    const pool = poolOf(machine) ?? '';
    const flavor = plan.pools.find(({ name }) => name === pool)?.flavor;
    const address =
      addressOf(machine, 'ExternalIP') ?? addressOf(machine, 'InternalIP');
    const cause = problemOf(machine, infrastructure.get(metadata.name));
    return {
      ...{ name: metadata.name, pool },
      phase: metadata.deletionTimestamp
        ? 'Deleting'
        : (status?.phase ?? 'Pending'),
      ...(address !== undefined && { address }),
      ...(flavor !== undefined && { flavor }),
      ...(cause !== undefined && { cause }),
      createdAt: new Date(metadata.creationTimestamp).toISOString(),
    };
  });
}

/** What is wrong with the first machine that could not be made, and the way out. */
export function findMachineProblem(
  machines: readonly Machine[],
): string | undefined {
  const broken = machines.filter(
    ({ cause, phase }) => cause !== undefined && phase !== 'Deleting',
  );
  if (broken.length === 0) {
    return undefined;
  }
  const [{ name, cause = '' }] = broken;
  const more = broken.length > 1 ? ` (and ${broken.length - 1} more)` : '';
  const advice = wayOut(cause);
  return `Machine ${name}${more} could not be made: ${cause.replace(/\.?$/, '.')}${advice ? ` ${advice}` : ''}`;
}

function isRunning({ status }: CapiMachine): boolean {
  return status?.phase === 'Running';
}

function poolOf({ metadata }: CapiMachine): string | undefined {
  return metadata.labels?.[RANCHER_POOL];
}

function addressOf({ status }: CapiMachine, type: string): string | undefined {
  return status?.addresses?.find(one => one.type === type)?.address;
}

function problemOf(
  { status }: CapiMachine,
  infrastructure: OpenstackMachine | undefined,
): string | undefined {
  const broken = infrastructure?.status?.conditions?.find(
    one => one.status === 'False' && one.message,
  );
  return (
    infrastructure?.status?.failureMessage ||
    broken?.message ||
    status?.failureMessage ||
    undefined
  );
}

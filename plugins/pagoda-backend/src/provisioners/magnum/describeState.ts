import type {
  ClusterPlan,
  Drift,
  Machine,
  NodePool,
  PoolStatus,
} from '@pagoda/plugin-pagoda-common';
import type {
  MagnumCluster,
  NodeGroup,
} from '../../clients/openstack/containerInfraTypes';
import type { ProvisionedState } from '../types';
import { findDrift } from './findDrift';
import { explainCluster, explainHealth } from './inPlainWords';
import { countOf, groupOf } from './pools';

/** What was looked at. */
export interface Observed {
  cluster: MagnumCluster;
  groups: NodeGroup[];
}

type Described = Omit<ProvisionedState, 'connection' | 'links'>;

/** What a status of Magnum's means. What is not known is taken for something that is under way. */
export type Course =
  'creating' | 'failed' | 'deleting' | 'broken' | 'done' | 'working';

/** Statuses are `CREATE_IN_PROGRESS`, `UPDATE_COMPLETE` and so on: magnum/objects/fields.py, ClusterStatus. */
export function courseOf(status: string): Course {
  if (status.startsWith('DELETE_')) {
    return 'deleting';
  }
  if (status === 'CREATE_FAILED') {
    return 'failed';
  }
  if (status.endsWith('_FAILED')) {
    return 'broken';
  }
  if (status.endsWith('_COMPLETE')) {
    return 'done';
  }
  return status.startsWith('CREATE_') ? 'creating' : 'working';
}

/**
 * How a cluster is, in plain words.
 *
 * @param options - `change`: what is asked of Magnum next, so that it becomes what the plan says; `templateId`: of the plan;
 * `isChanging`: the plan was changed, and is not done yet
 */
export function describeState(
  { cluster, groups }: Observed,
  plan: ClusterPlan,
  options: { change?: string; templateId?: string; isChanging: boolean },
): Described {
  const course = courseOf(cluster.status);
  const { change, isChanging } = options;
  const pools = plan.pools.map(pool => describePool(pool, plan, groups));
  const problem = findProblem(cluster, groups, course);
  const health = explainHealth(cluster);
  const isUnderWay =
    change !== undefined ||
    !cluster.api_address ||
    pools.some(({ ready, wanted }) => ready < wanted);
  const settled = course === 'done' && !isUnderWay && !problem;
  const cause = problem ?? (settled ? health : waitsFor(cluster, change));
  const version = cluster.coe_version ?? cluster.labels.kube_tag;
  return {
    phase: phaseOf(course, { settled, problem, health }),
    settled,
    ...(course === 'failed' && { final: true }),
    ...(cause !== undefined && { cause }),
    conditions: describeConditions(cluster, pools, problem),
    pools,
    machines: describeMachines(cluster, groups, plan),
    ...(version && { version }),
    drift: driftOf({ cluster, groups }, plan, {
      ...options,
      course,
      isChanging,
    }),
  };
}

function phaseOf(
  course: Course,
  {
    settled,
    problem,
    health,
  }: { settled: boolean; problem?: string; health?: string },
): ProvisionedState['phase'] {
  if (course === 'failed') {
    return 'Failed';
  }
  if (course === 'creating') {
    return 'Provisioning';
  }
  if (problem || (settled && health)) {
    return 'Degraded';
  }
  return settled ? 'Ready' : 'Updating';
}

function findProblem(
  cluster: MagnumCluster,
  groups: readonly NodeGroup[],
  course: Course,
): string | undefined {
  const { status } = cluster;
  const told = explainCluster(cluster);
  switch (course) {
    case 'failed':
      return (
        told ??
        'Magnum could not make it, and does not say why; the operators of the cloud can look into its log.'
      );
    case 'broken':
      return told ?? `Magnum could not change it: its status is ${status}.`;
    case 'deleting':
      return `It is being deleted in the cloud, not by PAGoDA: its status is ${status}.${told ? ` ${told}` : ''}`;
    default:
      break;
  }
  const failed = groups.find(group => group.status?.endsWith('_FAILED'));
  return failed
    ? `Node group ${failed.name} is ${failed.status}${failed.status_reason ? `: ${failed.status_reason}` : ''}.`
    : undefined;
}

function waitsFor(cluster: MagnumCluster, change?: string): string {
  return change !== undefined
    ? `Magnum is asked to ${change}`
    : `Magnum is working on it: its status is ${cluster.status}`;
}

function describePool(
  pool: NodePool,
  plan: ClusterPlan,
  groups: readonly NodeGroup[],
): PoolStatus {
  const group = groupOf(pool, plan, groups);
  const wanted = countOf(pool, group);
  const isDone = group?.status?.endsWith('_COMPLETE') ?? false;
  return {
    ...{ name: pool.name, role: pool.role, wanted },
    ready: isDone ? Math.min(wanted, group?.node_count ?? 0) : 0,
    flavor: group?.flavor_id ?? pool.flavor,
    ...(pool.minCount !== undefined && { min: pool.minCount }),
    ...(pool.maxCount !== undefined && { max: pool.maxCount }),
  };
}

/** Magnum names no machines, only their addresses. */
function describeMachines(
  cluster: MagnumCluster,
  groups: readonly NodeGroup[],
  plan: ClusterPlan,
): Machine[] {
  return plan.pools.flatMap(pool => {
    const group = groupOf(pool, plan, groups);
    const phase = group?.status ?? cluster.status;
    return addressesOf(cluster, group).map((address, index) => ({
      ...{ name: `${pool.name}-${index}`, pool: pool.name, phase, address },
      flavor: group?.flavor_id ?? pool.flavor,
    }));
  });
}

function addressesOf(cluster: MagnumCluster, group?: NodeGroup): string[] {
  if (!group) {
    return [];
  }
  const { role, is_default, node_addresses } = group;
  if (role === 'master') {
    return cluster.master_addresses ?? [];
  }
  // The cluster's are those of all its workers.
  const known = node_addresses ?? (is_default ? cluster.node_addresses : []);
  return (known ?? []).slice(0, group.node_count);
}

function describeConditions(
  cluster: MagnumCluster,
  pools: readonly PoolStatus[],
  problem: string | undefined,
): Described['conditions'] {
  const wanted = pools.reduce((sum, pool) => sum + pool.wanted, 0);
  const ready = pools.reduce((sum, pool) => sum + pool.ready, 0);
  const isDone = courseOf(cluster.status) === 'done';
  const { health_status: health } = cluster;
  return [
    {
      type: 'MachinesReady',
      status: ready >= wanted ? 'True' : 'False',
      reason: ready >= wanted ? 'Ready' : 'Waiting',
      message: `${ready} of ${wanted} machines are ready.`,
    },
    {
      type: 'Configured',
      status: isDone && !problem ? 'True' : 'False',
      reason: cluster.status,
      message: problem ?? `Magnum says ${cluster.status}.`,
    },
    {
      type: 'Healthy',
      status: healthStatus(health),
      reason: health ?? 'UNKNOWN',
      message:
        explainHealth(cluster) ??
        (health === 'HEALTHY'
          ? 'Magnum finds it healthy.'
          : 'Magnum does not reach its Kubernetes API, or has not looked yet.'),
    },
  ];
}

function healthStatus(
  health: string | null,
): Described['conditions'][number]['status'] {
  if (health === 'HEALTHY') {
    return 'True';
  }
  return health === 'UNHEALTHY' ? 'False' : 'Unknown';
}

/** What differs while a change is under way is no drift. */
function driftOf(
  observed: Observed,
  plan: ClusterPlan,
  options: { course: Course; isChanging: boolean; templateId?: string },
): Drift[] {
  return options.course === 'done' && !options.isChanging
    ? findDrift(observed, plan, options.templateId)
    : [];
}

import type {
  ClusterPlan,
  Preflight,
  PreflightItem,
} from '@pagoda/plugin-pagoda-common';
import type { Clouds } from '../../clouds/Clouds';
import type { CloudWatch } from '../../clouds/CloudWatch';
import type { Reservations } from '../../clouds/Reservations';
import { ApiError, type Problem } from '../../http/errors';
import type { Demand, PlanProblem } from '../../provisioners/types';
import { checkPlan } from './checkPlan';
import { compareDemand } from './compareDemand';
import { costOfPlan } from './costOfPlan';
import type { ClusterPlanStore, PlannedCluster } from './ClusterPlanStore';
import type { Provisioners } from './Provisioners';

/** What {@link PreflightService} needs. */
export interface PreflightServiceOptions {
  clouds: Clouds;
  watch: CloudWatch;
  plans: ClusterPlanStore;
  provisioners: Provisioners;
  /** What clusters were promised is added to it. */
  reservations: Reservations;
  /** Whether a cluster of that name exists, or may not be. */
  isTaken: (name: string) => Promise<boolean>;
}

/** Finds out whether a plan can be had: from its own rules, from what the cloud offers, and from its quota as it is now. */
export class PreflightService {
  readonly #options: PreflightServiceOptions;

  constructor(options: PreflightServiceOptions) {
    this.#options = options;
    options.reservations.add(openstack => this.#reserved(openstack));
  }

  /**
   * Makes nothing.
   *
   * @param before - the cluster whose plan this one is to replace
   * @throws ApiError 503 `CloudUnavailable`
   */
  async preflight(
    plan: ClusterPlan,
    before?: PlannedCluster,
  ): Promise<Preflight> {
    const { clouds, watch, provisioners, reservations } = this.#options;
    const cloud = clouds.find(plan.cloud);
    const problems = checkPlan(plan, {
      cloud,
      provisioners: cloud ? provisioners.namesFor(cloud) : [],
      now: Date.now(),
    });
    problems.push(
      ...(before
        ? checkUnchanged(plan, before)
        : await this.#checkName(plan.name)),
    );
    const provisioner = provisioners.find(plan.provisioner);
    if (!cloud || !provisioner || provisioner.cloudKind !== cloud.kind) {
      return { fits: false, items: [], problems };
    }
    const { name, prices } = clouds.openstackOf(plan.cloud);
    try {
      const found = await provisioner.check(plan, before?.plan);
      // Of a field of which something is wrong already, more is not worth saying.
      problems.push(
        ...found.filter(
          ({ field }) => !problems.some(problem => problem.field === field),
        ),
      );
      const demand = await provisioner.demand(plan, before?.plan);
      // In this order: what is made meanwhile is rather counted twice than not at all.
      const reserved = await reservations.of(name);
      const quota = await watch.quota(plan.cloud);
      const items = compareDemand(demand, quota.value, reserved);
      const { flavors } = await watch.offers(name);
      const cost = costOfPlan(plan, flavors, prices);
      return {
        fits: problems.length === 0 && items.every(({ short }) => short === 0),
        items,
        problems,
        ...(cost && { cost }),
        observedAt: new Date(quota.at).toISOString(),
      };
    } catch (error) {
      throw watch.unavailable(plan.cloud, error);
    }
  }

  /**
   * As {@link PreflightService.preflight}, for what is about to be done.
   *
   * @throws ApiError 400 with all problems; 409 `DoesNotFit`; 503 `CloudUnavailable`
   */
  async require(
    plan: ClusterPlan,
    before?: PlannedCluster,
  ): Promise<Preflight> {
    const preflight = await this.preflight(plan, before);
    refuseProblems(preflight.problems);
    refuseShort(plan.cloud, preflight.items);
    return preflight;
  }

  async #checkName(name: string): Promise<PlanProblem[]> {
    return (await this.#options.isTaken(name))
      ? [
          {
            field: 'name',
            message: `is '${name}', which another cluster has`,
            advice: 'Choose another name.',
          },
        ]
      : [];
  }

  /** What clusters that are being made were promised and have not got yet. */
  async #reserved(openstack: string): Promise<Demand[]> {
    const { clouds, plans, provisioners } = this.#options;
    const sharing = clouds
      .list()
      .map(({ name }) => name)
      .filter(name => clouds.openstackOf(name).name === openstack);
    const reserved: Demand[] = [];
    for (const { plan, machines } of await plans.underWay(sharing)) {
      const provisioner = provisioners.find(plan.provisioner);
      if (!provisioner) {
        continue;
      }
      const wanted = plan.pools.reduce((sum, { count }) => sum + count, 0);
      const missing =
        wanted === 0 ? 0 : Math.max(0, wanted - machines.length) / wanted;
      for (const part of await provisioner.demand(plan)) {
        // A limit of each group, which others take nothing of.
        if (part.resource !== 'serverGroupMembers') {
          reserved.push({
            ...part,
            amount: Math.ceil(part.amount * missing),
          });
        }
      }
    }
    return reserved;
  }
}

/** Such as `short by 4 cores and 2 floating IPs`. */
export function describeShort(items: readonly PreflightItem[]): string {
  const parts = items
    .filter(({ short }) => short > 0)
    .map(
      ({ short, resource, volumeType, unit }) =>
        `${short} ${unit ? `${unit} of ` : ''}${inWords(resource)}${
          volumeType === undefined ? '' : ` of type ${volumeType}`
        }`,
    );
  return `short by ${parts.join(', ')}`;
}

function refuseProblems(problems: readonly PlanProblem[]): void {
  if (problems.length === 0) {
    return;
  }
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  throw new ApiError(`${first.field}: ${first.message}${more}`, {
    code: 'InvalidInput',
    status: 400,
    field: first.field,
    advice: first.advice,
    problems: problems.map(({ field, message, advice }): Problem => ({
      field,
      message: advice ? `${message}. ${advice}` : message,
    })),
  });
}

function refuseShort(cloud: string, items: readonly PreflightItem[]): void {
  const short = items.filter(item => item.short > 0);
  if (short.length === 0) {
    return;
  }
  throw new ApiError(
    `It does not fit into cloud '${cloud}': ${describeShort(items)}`,
    {
      code: 'DoesNotFit',
      status: 409,
      field: 'pools',
      advice:
        'Ask for less, remove something, or have the operators of the cloud raise the quota.',
      problems: short.map(({ resource, needed, left, short: by }) => ({
        field: resource,
        message: `needs ${needed}, and ${left} are left: short by ${by}`,
      })),
    },
  );
}

/** What cannot be changed of a cluster that there is. */
function checkUnchanged(
  plan: ClusterPlan,
  { plan: before }: PlannedCluster,
): PlanProblem[] {
  const problems: PlanProblem[] = [];
  for (const field of ['name', 'provisioner', 'cloud'] as const) {
    if (plan[field] !== before[field]) {
      problems.push({
        field,
        message: `is '${plan[field]}', but stays '${before[field]}' for ever`,
      });
    }
  }
  plan.pools.forEach((pool, index) => {
    const former = before.pools.find(({ name }) => name === pool.name);
    if (former && former.role !== pool.role) {
      problems.push({
        field: `pools[${index}].role`,
        message: `was '${former.role}' and can't become '${pool.role}'; make another pool`,
      });
    }
  });
  return problems;
}

/** `floatingIps` as `floating IPs`. */
function inWords(resource: string): string {
  return resource
    .replace('memoryMiB', 'memory')
    .replace('Ips', 'IPs')
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) =>
      b === 'I' ? `${a} I` : `${a} ${b.toLowerCase()}`,
    );
}

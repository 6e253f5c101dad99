import type { ClusterPlan, NodePool } from '@pagoda/plugin-pagoda-common';
import type { CloudSettings } from '../../clouds/CloudSettings';
import type { PlanProblem } from '../../provisioners/types';

/** Longest name of a cluster: names of its machines and objects are made of it. */
const NAME_LENGTH = 40;
const POOL_LENGTH = 20;

/**
 * What is wrong with a plan whatever its provisioner: names, numbers of nodes, and what goes with the provisioner. Looks
 * nothing up.
 *
 * @param options - `cloud`: that of the plan, where there is one; `provisioners`: what makes clusters there; `now`: in
 * milliseconds since 1970
 */
export function checkPlan(
  plan: ClusterPlan,
  options: {
    cloud: CloudSettings | undefined;
    provisioners: ClusterPlan['provisioner'][];
    now: number;
  },
): PlanProblem[] {
  return [
    ...checkNames(plan),
    ...checkCloud(plan, options),
    ...checkVersion(plan),
    ...checkNumbers(plan),
    ...plan.pools.flatMap((pool, index) => checkPool(pool, `pools[${index}]`)),
    ...checkEnd(plan.endsAt, options.now),
  ];
}

function checkNames({ name, pools }: ClusterPlan): PlanProblem[] {
  const problems: PlanProblem[] = [];
  if (name.length > NAME_LENGTH) {
    problems.push({
      field: 'name',
      message: `has ${name.length} characters; it may have ${NAME_LENGTH}, as names of machines are made of it`,
    });
  }
  if (!/^[a-z]/.test(name)) {
    problems.push({ field: 'name', message: 'has to begin with a letter' });
  }
  pools.forEach((pool, index) => {
    const field = `pools[${index}].name`;
    if (pool.name.length > POOL_LENGTH) {
      problems.push({
        field,
        message: `has ${pool.name.length} characters; it may have ${POOL_LENGTH}`,
      });
    }
    if (pools.findIndex(other => other.name === pool.name) < index) {
      problems.push({
        field,
        message: `is '${pool.name}', as that of another pool; each needs a name of its own`,
      });
    }
  });
  return problems;
}

function checkCloud(
  plan: ClusterPlan,
  {
    cloud,
    provisioners,
  }: {
    cloud: CloudSettings | undefined;
    provisioners: ClusterPlan['provisioner'][];
  },
): PlanProblem[] {
  if (!cloud) {
    return [
      {
        field: 'cloud',
        message: `is '${plan.cloud}', which is not configured here`,
        advice: 'Choose one of GET /clouds.',
      },
    ];
  }
  return provisioners.includes(plan.provisioner)
    ? []
    : [
        {
          field: 'provisioner',
          message: `is '${plan.provisioner}', but clusters in cloud '${plan.cloud}' are ${
            provisioners.length > 0
              ? `made by '${provisioners.join("' or '")}'`
              : 'not made by anything'
          }`,
        },
      ];
}

function checkVersion(plan: ClusterPlan): PlanProblem[] {
  const [wanted, other] =
    plan.provisioner === 'magnum'
      ? (['clusterTemplate', 'version'] as const)
      : (['version', 'clusterTemplate'] as const);
  return [
    ...(plan[wanted] === undefined
      ? [
          {
            field: wanted,
            message: `is missing; '${plan.provisioner}' needs it`,
          },
        ]
      : []),
    ...(plan[other] === undefined
      ? []
      : [
          {
            field: other,
            message: `does not go with '${plan.provisioner}'; leave it out`,
          },
        ]),
  ];
}

/** One or three nodes of the control plane, so that etcd has a majority; at least two workers. */
function checkNumbers({ pools }: ClusterPlan): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const control = pools.filter(({ role }) => role === 'control-plane');
  const workers = pools
    .filter(({ role }) => role === 'worker')
    .reduce((sum, { count }) => sum + count, 0);
  if (control.length !== 1) {
    problems.push({
      field: 'pools',
      message: `has ${control.length} pools with role control-plane; it needs one`,
    });
  }
  for (const pool of control) {
    if (pool.count !== 1 && pool.count !== 3) {
      problems.push({
        field: `pools[${pools.indexOf(pool)}].count`,
        message: `is ${pool.count}; the control plane has one node or three`,
        advice: 'Three go on when one of them fails.',
      });
    }
  }
  if (workers < 2) {
    problems.push({
      field: 'pools',
      message: `has ${workers} workers together; it needs at least two`,
    });
  }
  return problems;
}

function checkPool(pool: NodePool, field: string): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const { role, count, minCount, maxCount, diskGiB, volumeType } = pool;
  const bounds = { minCount, maxCount };
  if (role === 'control-plane') {
    for (const [bound, value] of Object.entries(bounds)) {
      if (value !== undefined) {
        problems.push({
          field: `${field}.${bound}`,
          message: 'is for workers; the control plane is not scaled by itself',
        });
      }
    }
  } else if ((minCount === undefined) !== (maxCount === undefined)) {
    problems.push({
      field: `${field}.${minCount === undefined ? 'minCount' : 'maxCount'}`,
      message: 'is missing; autoscaling needs both bounds',
    });
  } else if (minCount !== undefined && maxCount !== undefined) {
    if (minCount > maxCount) {
      problems.push({
        field: `${field}.minCount`,
        message: `is ${minCount}, more than maxCount, which is ${maxCount}`,
      });
    } else if (count < minCount || count > maxCount) {
      problems.push({
        field: `${field}.count`,
        message: `is ${count}; it is to be between minCount and maxCount, ${minCount} and ${maxCount}`,
      });
    }
  }
  if (volumeType !== undefined && diskGiB === undefined) {
    problems.push({
      field: `${field}.diskGiB`,
      message: 'is missing; volumeType is of the volume that it makes',
    });
  }
  return problems;
}

function checkEnd(endsAt: string | undefined, now: number): PlanProblem[] {
  return endsAt !== undefined && Date.parse(endsAt) <= now
    ? [{ field: 'endsAt', message: `is ${endsAt}, which is over already` }]
    : [];
}

import type { ClusterPlan, NodePool } from '@pagoda/plugin-pagoda-common';
import { buildPool } from './buildCluster';
import type { RancherCluster, RancherPool } from './objects';

/** RFC 6902 */
export interface PatchOperation {
  op: 'test' | 'add' | 'remove' | 'replace';
  path: string;
  value?: unknown;
}

const POOLS = '/spec/rkeConfig/machinePools';

/** The fields of a pool that a plan may change. */
const FIELDS = [
  'quantity',
  'labels',
  'taints',
  'autoscalingMinSize',
  'autoscalingMaxSize',
] as const satisfies readonly (keyof RancherPool)[];

/**
 * What to change of a cluster so that its pools are those of the plan; empty when they are. Single fields are written and
 * names are tested, so that neither what Rancher keeps in pools nor what somebody else has just done is lost.
 */
export function changePools(
  cluster: RancherCluster,
  plan: ClusterPlan,
): PatchOperation[] {
  const { name, uid } = cluster.metadata;
  const found = cluster.spec.rkeConfig?.machinePools ?? [];
  const changes: PatchOperation[] = [];
  found.forEach((pool, index) => {
    const wanted = plan.pools.find(one => one.name === pool.name);
    const fields = wanted && changeFields(pool, wanted, name, index);
    if (fields && fields.length > 0) {
      changes.push(testName(pool, index), ...fields);
    }
  });
  for (const pool of plan.pools) {
    if (!found.some(one => one.name === pool.name)) {
      changes.push({
        ...{ op: 'add', path: `${POOLS}/-`, value: buildPool(name, pool) },
      });
    }
  }
  // The last first: indexes of the others stay.
  for (let index = found.length - 1; index >= 0; index -= 1) {
    const pool = found[index];
    if (!plan.pools.some(one => one.name === pool.name)) {
      changes.push(testName(pool, index), {
        ...{ op: 'remove', path: `${POOLS}/${index}` },
      });
    }
  }
  return changes.length === 0
    ? []
    : [{ op: 'test', path: '/metadata/uid', value: uid }, ...changes];
}

/** How many machines a pool is to have: an autoscaler decides within its bounds. */
export function quantityOf(pool: NodePool, found: RancherPool): number {
  const { count, minCount, maxCount } = pool;
  return minCount === undefined || maxCount === undefined
    ? count
    : Math.min(maxCount, Math.max(minCount, found.quantity ?? count));
}

function changeFields(
  found: RancherPool,
  pool: NodePool,
  cluster: string,
  index: number,
): PatchOperation[] {
  const wanted = {
    ...buildPool(cluster, pool),
    quantity: quantityOf(pool, found),
  };
  return FIELDS.flatMap((field): PatchOperation[] => {
    const path = `${POOLS}/${index}/${field}`;
    if (isSame(found[field], wanted[field])) {
      return [];
    }
    return wanted[field] === undefined
      ? [{ op: 'remove', path }]
      : [{ op: 'add', path, value: wanted[field] }];
  });
}

function testName({ name }: RancherPool, index: number): PatchOperation {
  return { op: 'test', path: `${POOLS}/${index}/name`, value: name };
}

/** Whether two values of JSON are the same; what is missing is the same as what is empty. */
export function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  if (Array.isArray(value) && value.length > 0) {
    return `[${value.map(canonical).join()}]`;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined && field !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join()}}`;
  }
  return value === undefined || value === null || Array.isArray(value)
    ? '{}'
    : JSON.stringify(value);
}

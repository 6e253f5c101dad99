import type { Cluster } from '@pagoda/plugin-pagoda-common';
import type { PlanRecord } from './PlanRecord';

/** What the API shows of a provisioned cluster beyond what it shows of all. */
export function toPlanFields(
  record: PlanRecord,
): Pick<
  Cluster,
  | 'cloud'
  | 'owner'
  | 'plan'
  | 'pools'
  | 'endsAt'
  | 'deletionProtection'
  | 'links'
  | 'cost'
  | 'drift'
> {
  const { endsAt, cost } = record;
  return {
    cloud: record.cloud,
    owner: record.owner,
    plan: record.plan,
    pools: record.pools,
    ...(endsAt !== undefined && { endsAt: new Date(endsAt).toISOString() }),
    deletionProtection: record.deletionProtection,
    links: record.links,
    ...(cost && { cost }),
    drift: record.drift,
  };
}

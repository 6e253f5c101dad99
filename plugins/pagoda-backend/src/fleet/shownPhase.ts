import { STALE_AFTER } from '../clusters/toCluster';
import type { Sql } from '../database/sql';

/**
 * The phase that `toCluster` shows, in SQL over `clusters` and, joined to the left, `cluster_plans`: how far a provisioned
 * cluster is, and where there is one how the Kubernetes on it is; nobody knows of one that was not looked at for long.
 *
 * @param now - milliseconds since 1970
 */
export function shownPhase(now: number = Date.now()): Sql {
  return {
    sql: `case
      when cluster_plans.phase not in ('Ready', 'Degraded') then cluster_plans.phase
      when cluster_plans.phase = 'Ready' and clusters.observed_at is null then 'Provisioning'
      when cluster_plans.phase = 'Degraded' and clusters.observed_at is null then 'Degraded'
      when clusters.observed_at is null or clusters.observed_at < ? then 'Unreachable'
      when cluster_plans.phase = 'Degraded' and clusters.phase <> 'Unreachable' then 'Degraded'
      else clusters.phase end`,
    bindings: [now - STALE_AFTER],
  };
}

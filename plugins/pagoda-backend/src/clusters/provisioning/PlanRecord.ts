import type {
  Cluster,
  ClusterPlan,
  Condition,
  Cost,
  Drift,
  Link,
  PoolStatus,
} from '@pagoda/plugin-pagoda-common';

/** How far a provisioned cluster is; how the Kubernetes on it is, is another matter. */
export type LifecyclePhase = Exclude<Cluster['status']['phase'], 'Unreachable'>;

/** What was last said of the end of a cluster. */
export type EndNotice = 'soon' | 'ended' | 'protected' | 'inUse';

/** What is wanted of a provisioned cluster, and how far it is; times are milliseconds since 1970. */
export interface PlanRecord {
  cluster: string;
  /** UUIDv7 by which what belongs to it is found in the cloud. */
  uid: string;
  cloud: string;
  /** Entity reference. */
  owner: string;
  plan: ClusterPlan;
  phase: LifecyclePhase;
  conditions: Condition[];
  pools: PoolStatus[];
  drift: Drift[];
  links: Link[];
  /** A hint; missing without prices. */
  cost?: Cost;
  /** Of Kubernetes, as its provisioner has last seen it. */
  version?: string;
  deletionProtection: boolean;
  endsAt?: number;
  endNotice?: EndNotice;
  /** When its removal was asked for. */
  deletingAt?: number;
  /** Whether all was as planned when it was last looked at. */
  settled: boolean;
  /** When what is under way began. */
  beganAt: number;
  timedOut: boolean;
  /** Looks in a row that have failed. */
  failures: number;
  observedGeneration: number;
  observedAt?: number;
}

/** Columns of `cluster_plans`, with a prefix so that they can be joined to those of `clusters`. */
export const PLAN_COLUMNS = Object.fromEntries(
  [
    'cluster',
    'uid',
    'cloud',
    'owner',
    'plan_json',
    'phase',
    'conditions_json',
    'pools_json',
    'drift_json',
    'links_json',
    'cost_json',
    'version',
    'deletion_protection',
    'ends_at',
    'end_notice',
    'deleting_at',
    'settled',
    'began_at',
    'timed_out',
    'failures',
    'observed_generation',
    'observed_at',
  ].map(column => [`plan_${column}`, `cluster_plans.${column}`]),
);

/** A row that was selected by {@link PLAN_COLUMNS}; all `null` where a left join has found none. */
export interface PlanRow {
  plan_cluster: string | null;
  plan_uid: string;
  plan_cloud: string;
  plan_owner: string;
  plan_plan_json: string;
  plan_phase: LifecyclePhase;
  plan_conditions_json: string;
  plan_pools_json: string;
  plan_drift_json: string;
  plan_links_json: string;
  plan_cost_json: string | null;
  plan_version: string | null;
  plan_deletion_protection: boolean | number;
  plan_ends_at: number | string | null;
  plan_end_notice: EndNotice | null;
  plan_deleting_at: number | string | null;
  plan_settled: boolean | number;
  plan_began_at: number | string;
  plan_timed_out: boolean | number;
  plan_failures: number;
  plan_observed_generation: number;
  plan_observed_at: number | string | null;
}

/** The record of a row; `undefined` where the cluster is not provisioned. */
export function toPlanRecord(row: PlanRow): PlanRecord | undefined {
  if (row.plan_cluster === null) {
    return undefined;
  }
  const time = (value: number | string | null) =>
    value === null ? undefined : Number(value);
  return {
    cluster: row.plan_cluster,
    uid: row.plan_uid,
    cloud: row.plan_cloud,
    owner: row.plan_owner,
    plan: JSON.parse(row.plan_plan_json),
    phase: row.plan_phase,
    conditions: JSON.parse(row.plan_conditions_json),
    pools: JSON.parse(row.plan_pools_json),
    drift: JSON.parse(row.plan_drift_json),
    links: JSON.parse(row.plan_links_json),
    ...(row.plan_cost_json !== null && {
      cost: JSON.parse(row.plan_cost_json),
    }),
    version: row.plan_version ?? undefined,
    deletionProtection: Boolean(row.plan_deletion_protection),
    endsAt: time(row.plan_ends_at),
    endNotice: row.plan_end_notice ?? undefined,
    deletingAt: time(row.plan_deleting_at),
    settled: Boolean(row.plan_settled),
    beganAt: Number(row.plan_began_at),
    timedOut: Boolean(row.plan_timed_out),
    failures: row.plan_failures,
    observedGeneration: row.plan_observed_generation,
    observedAt: time(row.plan_observed_at),
  };
}

import { seenConditions, type SeenCondition } from '../SeenJob';
import { JOB_UID_LABEL } from './kueueLabels';

/** Workload of kueue.x-k8s.io, as far as it is looked at; the same in v1beta1 and v1beta2. */
export interface Workload {
  metadata: {
    name: string;
    namespace: string;
    labels?: Record<string, string>;
    ownerReferences?: { kind: string; name: string }[];
  };
  spec?: { active?: boolean };
  status?: {
    conditions?: SeenCondition[];
    admissionChecks?: { name: string; state: string; message?: string }[];
  };
}

/** What is kept of a Workload: a cluster may have tens of thousands. */
export interface SeenWorkload {
  name: string;
  namespace: string;
  /** Uid of its Job. */
  job: string;
  active: boolean;
  conditions: SeenCondition[];
  /** Those that have not said yes. */
  checks: { name: string; state: string; message?: string }[];
}

/** Of the Jobs of runs and sweeps; see `jobName`. */
const OWN_JOB = /^(run|sweep)-/;

/** Drops what is not looked at; `undefined` for what is not of a run. */
export function toSeenWorkload(workload: Workload): SeenWorkload | undefined {
  const { metadata, spec, status } = workload;
  const { name, namespace, labels = {}, ownerReferences = [] } = metadata;
  const isOwn = ownerReferences.some(
    owner => owner.kind === 'Job' && OWN_JOB.test(owner.name),
  );
  return isOwn
    ? {
        name,
        namespace,
        job: labels[JOB_UID_LABEL] ?? '',
        active: spec?.active ?? true,
        conditions: seenConditions(status?.conditions),
        checks: (status?.admissionChecks ?? [])
          .filter(({ state }) => state !== 'Ready')
          .map(({ name: check, state, message }) => ({
            name: check,
            state,
            ...(message && { message }),
          })),
      }
    : undefined;
}

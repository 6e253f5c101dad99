import type { ClusterResources, Quota } from '@pagoda/plugin-pagoda-common';
import type { ProjectDemand } from '../types';
import type { Demand } from './shortage';

/** A run that waits. */
export interface WaitingRun {
  id: string;
  project: string;
  sweep?: string;
  /** Milliseconds since 1970. */
  queuedAt: number;
  timeoutSeconds: number;
  demand: Demand;
  /** A queue of the cluster decides when it gets what it asks for; here it needs to be within its project's quota alone. */
  queued?: boolean;
}

/** What of a run that is active on the cluster matters to those that wait. */
export interface ActiveRun {
  demand: Demand;
  /** The time limit ends it by then at the latest, in milliseconds since 1970. */
  endsBy: number;
}

/** What {@link admit} decides upon. */
export interface AdmissionInput {
  /** Milliseconds since 1970. */
  now: number;
  /** The oldest runs of each project, oldest first. */
  queued: WaitingRun[];
  /** On this cluster. */
  active: ActiveRun[];
  capacity: ClusterResources;
  /** By project, over all clusters. */
  demand: Map<string, ProjectDemand>;
  /** By project; one that is missing has no limits. */
  quotas: Map<string, Quota>;
  /** Sweeps that limit their parallelism. */
  sweeps: Map<string, { parallelism: number; active: number }>;
}

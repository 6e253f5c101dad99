import type {
  Condition,
  Explanation,
  Resources,
  Run,
  RunEvent,
  RunPhase,
  RunSpec,
  SourceFile,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { Placement } from '../engines/types';
import type { Idempotency } from '../http/idempotency';

/** A run that is to be stored; its id and number are given by the store. */
export interface NewRun {
  project: string;
  experiment?: string;
  revision?: number;
  sweep?: string;
  index?: number;
  owner: string;
  cluster: string;
  rerunOf?: string;
  labels: Record<string, string>;
  /** Its `files` are stored apart, once for all runs that have the same. */
  spec: RunSpec;
  /** Where a volume stands in the request, for the error where it is gone by the time of storing. */
  volumeField?: (volume: string) => string;
}

/** A run with what only the backend needs to know of it. */
export interface RunRecord {
  run: Run;
  /** Raised by every write. */
  version: number;
  usage: { cpuSeconds?: number; peakMemoryBytes?: number };
  cancelRequested: boolean;
  /** Its end is not to wait for a cluster that does not answer. */
  cancelForced: boolean;
  /** Hash of the run's files; RunStore.files has them. */
  source?: string;
}

/** What a reconciler has found out of a run; what is missing stays as it is. `null` clears. */
export interface RunObservation {
  phase?: RunPhase;
  attempt?: number;
  startedAt?: Date | null;
  finishedAt?: Date | null;
  exitCode?: number | null;
  explanation?: Explanation | null;
  metrics?: Record<string, number>;
  usage?: RunRecord['usage'];
  conditions?: Condition[];
  placement?: Placement | null;
  nextAttemptAt?: Date | null;
  /** Added to the run's events. */
  events?: Omit<RunEvent, 'time'>[];
}

/** What a project uses now. */
export interface ProjectDemand {
  activeRuns: number;
  /** Cores. */
  cpu: number;
  memoryBytes: number;
  gpu: number;
}

/** The part of RunStore that RunReconciler works with. Only RunStore writes rows of runs. */
export interface RunStoreForReconciler {
  /** All runs in phase Starting or Running on the cluster. */
  active(cluster: string): Promise<RunRecord[]>;
  /** What the active runs of each project ask for, over all clusters. */
  demand(): Promise<Map<string, ProjectDemand>>;
  get(id: string): Promise<RunRecord | undefined>;
  /** The files that a run's `source` stands for. */
  files(source: string): Promise<SourceFile[]>;
  /**
   * Writes what was found out, if the run still has the version that the finding is based on; appends to the change feed.
   * Returns the new record, or `undefined` when somebody else wrote in between (read again then).
   */
  observe(
    id: string,
    version: number,
    observation: RunObservation,
  ): Promise<RunRecord | undefined>;
  /** Calls the listener after runs were created or cancelled, in this process; returns the unsubscription. */
  onWork(listener: (cluster: string) => void): () => void;
}

/** Options of creating runs. */
export interface CreateRunsOptions {
  idempotency?: Idempotency;
  /** What else belongs into the transaction, such as the sweep that the runs are points of. */
  with?: (tx: Knex.Transaction, records: RunRecord[]) => Promise<void>;
  /** The body that an idempotent request is answered with; the first run by default. */
  answer?: (records: RunRecord[]) => unknown;
}

/** What a run asks for, item by item, where nothing else is said. */
export const DEFAULT_RESOURCES: Required<Resources> = {
  cpu: '1',
  memory: '512Mi',
  gpu: 0,
};

/** What a helper service asks for, item by item, where nothing else is said. */
export const DEFAULT_SERVICE_RESOURCES: Required<Resources> = {
  cpu: '250m',
  memory: '256Mi',
  gpu: 0,
};

/** Time limit of a run where nothing else is said, in seconds. */
export const DEFAULT_TIMEOUT_SECONDS = 3600;

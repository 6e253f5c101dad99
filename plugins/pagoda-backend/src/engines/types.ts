import type {
  ClusterResources,
  EngineInfo,
  RunSpec,
} from '@pagoda/plugin-pagoda-common';

/** One attempt of one run, which is what an engine executes. */
export interface Attempt {
  run: string;
  /** 1 for the first. */
  attempt: number;
}

/** What an engine needs to execute an attempt. */
export interface EngineTask extends Attempt {
  project: string;
  /** Where the run is one point of a sweep; points differ in their parameters alone. */
  sweep?: { id: string; index: number };
  spec: RunSpec;
  /** Added to what the engine sets itself (`PAGODA_RUN_ID`, `PAGODA_OUTPUT_DIR` …). */
  environment: Record<string, string>;
}

/** How an attempt ended. */
export interface AttemptEnd {
  finishedAt: Date;
  /** Missing when a signal, or the engine, ended it. */
  exitCode?: number;
  /** Such as `SIGKILL`. */
  signal?: string;
  /** Why the engine ended it, or could not begin; missing when the command ended by itself. */
  reason?: EndReason;
  /** What the engine saw, in words, for the explanation's evidence. */
  evidence: EngineEvidence[];
}

/** Why an attempt ended that did not end by itself. */
export type EndReason =
  | ProblemReason
  | 'Timeout'
  | 'OutOfMemory'
  | 'Cancelled'
  | 'CommandNotFound'
  | 'EngineRestarted'
  | 'LaunchFailed'
  | 'EngineFailed'
  | 'NodeLost'
  | 'DeletedOutside';

/** Why an attempt does not get on; the names are those of the explanations. */
export type ProblemReason =
  | 'VolumeNotFound'
  | 'VolumeBusy'
  | 'SecretNotFound'
  | 'ImageNotFound'
  | 'ImagePullDenied'
  | 'Unschedulable'
  | 'QuotaExceeded'
  | 'PolicyRefused'
  | 'InvalidSpec'
  | 'InitStuck'
  | 'NamespaceTerminating'
  | 'ClusterUnreachable'
  | 'WaitingInQueue'
  | 'QueueStopped'
  | 'QueueUnusable'
  | 'Evicted'
  | 'Preempted';

/** One thing that an engine saw, and where: `engine`, `event`, `pod`, `node`, `quota`, `queue`. */
export interface EngineEvidence {
  source: string;
  message: string;
  time?: string;
}

/** What keeps an attempt from starting, or from going on, for now. */
export interface EngineProblem {
  reason: ProblemReason;
  evidence: EngineEvidence[];
}

/** Something to tell the user of an attempt, such as how far its image is fetched; becomes an event of the run. */
export interface EngineNotice {
  /** Such as `Pulling`. */
  reason: string;
  message: string;
}

/** Where an attempt is executed; for people, and for finding its objects. */
export interface Placement {
  node?: string;
  /** Kubernetes. */
  namespace?: string;
  job?: string;
  pod?: string;
  /** The image with its digest, as `NAME@sha256:…`. */
  image?: string;
}

/** What is known of an attempt. */
export interface Observation extends Attempt {
  /** `Unknown`: this engine has never heard of it, or has lost it. */
  state: 'Starting' | 'Running' | 'Ended' | 'Unknown';
  startedAt?: Date;
  end?: AttemptEnd;
  /** Why it does not get on, while it neither runs nor has ended. */
  problem?: EngineProblem;
  /** It was stopped, which is no end: it is executed again from the beginning when its queue lets it. */
  requeued?: boolean;
  /** What it means that a running attempt is `Unknown` now; `EngineRestarted` by default. */
  lostReason?: EndReason;
  placement?: Placement;
  /** What is new to tell, each given once. */
  notices?: EngineNotice[];
  usage: {
    cpuSeconds?: number;
    peakMemoryBytes?: number;
  };
}

/**
 * Executes runs on one cluster. An engine knows nothing of HTTP or SQL; only RunReconciler talks to it.
 *
 * Each method may be called again at any time, after a crash too, and then changes nothing that is done already.
 */
export interface Engine {
  readonly name: EngineInfo['name'];

  /**
   * Begins an attempt; it is executed at most once, however often this is called.
   *
   * @throws EngineProblemError when it cannot begin now, or at all
   */
  launch(task: EngineTask): Promise<void>;

  /**
   * What became of attempts that were launched, by this process or by one before it. An attempt is `Ended` when all that
   * it wrote is in the log store.
   */
  observe(attempts: Attempt[]): Promise<Observation[]>;

  /** Ends the attempt with everything that it has started. Returns when the end is asked for, not reached. */
  cancel(attempt: Attempt): Promise<void>;

  /** Deletes what the engine keeps of a run that has ended. Logs and results are not its own. */
  remove(run: string): Promise<void>;

  /** The runs of which the engine keeps something. */
  kept(): Promise<string[]>;

  /**
   * Calls the listener soon after something may be observed anew, with the attempt where it is one alone; returns the
   * unsubscription.
   */
  onChange(listener: (attempt?: Attempt) => void): () => void;

  /** What the cluster can take in all. */
  capacity(): Promise<ClusterResources>;

  /**
   * Whether the cluster can be spoken to; without it, what {@link Engine.observe} says is from before, and nothing is
   * decided upon it. Engines on the portal's own host leave it out.
   */
  reachable?(): { ok: true } | { ok: false; problem: EngineProblem };

  /** Lets go of timers and watches. What runs goes on. */
  stop(): Promise<void>;
}

import type { RunSpec } from '@pagoda/plugin-pagoda-common';
import type { EngineTask } from '../types';

/** Where and as what the pods of a project run on a cluster. */
export interface ClusterProject {
  namespace: string;
  serviceAccountName: string;
  imagePullSecrets: string[];
  /** Added to each container, such as HTTP proxies. */
  environment: Record<string, string>;
  /** User and group of pods; missing where the project may run images as whom they name, root included. */
  user?: { uid: number; gid: number };
  /** The group that volumes belong to. */
  fsGroup: number;
  /** Pod Security `restricted`; otherwise `baseline`. */
  restricted: boolean;
}

/** A claim (PVC) with the directory in it that a run gets. */
export interface ClaimMount {
  claimName: string;
  /** Missing for all of it. */
  subPath?: string;
}

/** What an attempt needs on a cluster before it can begin; made where it is missing. */
export interface ClusterProjects {
  /**
   * The project's namespace with all that belongs into it.
   *
   * @throws EngineProblemError when the cluster refuses it, or it is being deleted
   */
  ensure(project: string): Promise<ClusterProject>;
  /** Where the results of an attempt go. */
  results(task: EngineTask): Promise<ClaimMount>;
  /** Where a volume of the project is; `undefined` when it is not on this cluster. */
  volume(project: string, name: string): Promise<ClaimMount | undefined>;
}

/** Where a run finds what it is given. */
export const POD_PATHS = {
  output: '/pagoda/output',
  inputs: '/pagoda/inputs',
  work: '/pagoda/work',
  parameters: '/pagoda/parameters',
  secrets: '/pagoda/secrets',
} as const;

/** The volumes of a run by name. */
export type VolumeClaims = Map<RunSpec['volumes'][number]['name'], ClaimMount>;

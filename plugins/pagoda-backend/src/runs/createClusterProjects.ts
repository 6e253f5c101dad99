import type {
  ClusterProjects,
  ClusterProject,
} from '../engines/kubernetes/ClusterProject';
import { EngineProblemError } from '../engines/EngineProblemError';
import type { ProblemReason } from '../engines/types';
import { NamespaceError } from '../projects/clusters/NamespaceError';
import type { ProjectNamespaces } from '../projects/clusters/ProjectNamespaces';
import type { VolumeStore } from '../volumes/VolumeStore';
import type { ResultsClaims } from './results/ResultsClaims';
import { resultsSubPath } from './results/resultsSubPath';

/** Codes of explanations that are reasons of problems, too. */
const PROBLEMS: ProblemReason[] = [
  'NamespaceTerminating',
  'QuotaExceeded',
  'ClusterUnreachable',
  'PolicyRefused',
];

/** What {@link createClusterProjects} needs. */
export interface ClusterProjectsOptions {
  cluster: string;
  namespaces: Pick<ProjectNamespaces, 'ensure' | 'podSettings'>;
  results: Pick<ResultsClaims, 'ensure'>;
  volumes: Pick<VolumeStore, 'find'>;
}

/** What the engine of a cluster is told of projects: their namespaces, results and volumes there. */
export function createClusterProjects(
  options: ClusterProjectsOptions,
): ClusterProjects {
  const { cluster, namespaces, results, volumes } = options;
  return {
    async ensure(project): Promise<ClusterProject> {
      const { namespace } = await explained(() =>
        namespaces.ensure(project, cluster),
      );
      const settings = await namespaces.podSettings(project);
      return {
        namespace,
        serviceAccountName: settings.serviceAccountName,
        imagePullSecrets: settings.imagePullSecrets.map(({ name }) => name),
        environment: Object.fromEntries(
          settings.env.map(({ name, value }) => [name, value]),
        ),
        ...(!settings.allowRoot && {
          user: { uid: settings.runAsUser, gid: settings.runAsGroup },
        }),
        fsGroup: settings.fsGroup,
        restricted: settings.podSecurity === 'restricted',
      };
    },
    async results(task) {
      const { claimName } = await explained(() =>
        results.ensure(task.project, cluster),
      );
      const subPath = resultsSubPath({
        id: task.run,
        sweep: task.sweep?.id ?? null,
        index: task.sweep?.index ?? null,
      });
      return { claimName, subPath };
    },
    async volume(project, name) {
      const volume = await volumes.find(project, name);
      return volume?.cluster === cluster
        ? { claimName: `volume-${name}` }
        : undefined;
    },
  };
}

/** What is explained for users already keeps its cause. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NamespaceError) {
      const { code, evidence, summary } = error.explanation;
      throw new EngineProblemError({
        reason: PROBLEMS.find(reason => reason === code) ?? 'PolicyRefused',
        evidence: [{ source: 'engine', message: summary }, ...evidence],
      });
    }
    throw error;
  }
}

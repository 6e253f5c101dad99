import {
  platformPermissions as platform,
  projectPermissions as project,
  type OperationId,
  type PlatformPermission,
  type ProjectPermission,
  type Role,
} from '@pagoda/plugin-pagoda-common';

/** The least role that has a permission in a project. A role has what the roles below it have. */
export const PERMISSION_ROLES: Record<string, Role> = {
  [project.projectRead.name]: 'viewer',
  [project.projectUpdate.name]: 'owner',
  [project.experimentRead.name]: 'viewer',
  [project.experimentWrite.name]: 'researcher',
  [project.experimentDelete.name]: 'researcher',
  [project.runRead.name]: 'viewer',
  [project.runCreate.name]: 'researcher',
  [project.runCancel.name]: 'researcher',
  [project.runDelete.name]: 'researcher',
  [project.runExec.name]: 'researcher',
  [project.volumeRead.name]: 'viewer',
  [project.volumeCreate.name]: 'researcher',
  [project.volumeWrite.name]: 'researcher',
  [project.volumeDelete.name]: 'owner',
  [project.secretRead.name]: 'viewer',
  [project.secretWrite.name]: 'researcher',
};

const RANKS: Record<Role, number> = { viewer: 0, researcher: 1, owner: 2 };

/** The roles that have a permission in a project. */
export function rolesWith(permission: string): Role[] {
  const least = PERMISSION_ROLES[permission];
  return least === undefined
    ? []
    : (Object.keys(RANKS) as Role[]).filter(
        role => RANKS[role] >= RANKS[least],
      );
}

/** The stronger of two roles. */
export function strongerRole(a: Role | undefined, b: Role): Role {
  return a !== undefined && RANKS[a] > RANKS[b] ? a : b;
}

/** What decides over an operation. */
export type OperationRule =
  /** The caller's role in the project that it is about, and a permission of the platform where that is given. */
  | { project: ProjectPermission; platform?: PlatformPermission }
  /** It answers with what the caller may see. */
  | { list: ProjectPermission }
  | { platform: PlatformPermission }
  /** It is about the caller's own; `write` where it changes something. */
  | { own: 'read' | PlatformPermission };

/**
 * The one table that says who may call what. It is shown in docs/permissions.md and walked by a test. Some things are
 * beyond it: `updateProject` takes a quota and settings for Kubernetes from administrators alone; researchers may
 * `execInRun` and `forwardRunPort` in runs of their own alone; whom `pagoda.clusterCreators` names may call what asks for
 * `pagoda.cluster.create`, and that for clusters which they have had made alone; `transferVolume` also asks for
 * `pagoda.volume.create` in the project that gets the volume; `listViews` of a cluster asks for `pagoda.cluster.read`, of
 * the fleet for `pagoda.cluster.administer` instead.
 */
export const OPERATION_RULES: Record<OperationId, OperationRule> = {
  whoami: { own: 'read' },
  listEngines: { platform: platform.clusterRead },
  listProjects: { list: project.projectRead },
  createProject: { platform: platform.projectAdminister },
  getProject: { project: project.projectRead },
  updateProject: { project: project.projectUpdate },
  deleteProject: {
    project: project.projectRead,
    platform: platform.projectAdminister,
  },
  listMembers: { project: project.projectRead },
  replaceMembers: { project: project.projectUpdate },
  getProjectUsage: { project: project.projectRead },
  listProjectNamespaces: { project: project.projectRead },
  listSecrets: { project: project.secretRead },
  getSecret: { project: project.secretRead },
  putSecret: { project: project.secretWrite },
  deleteSecret: { project: project.secretWrite },
  listExperiments: { list: project.experimentRead },
  listProjectExperiments: { project: project.experimentRead },
  createExperiment: { project: project.experimentWrite },
  getExperiment: { project: project.experimentRead },
  putExperiment: { project: project.experimentWrite },
  deleteExperiment: { project: project.experimentDelete },
  listRevisions: { project: project.experimentRead },
  submitRun: { project: project.runCreate },
  validateRun: { project: project.runCreate },
  listRuns: { list: project.runRead },
  streamRunEvents: { list: project.runRead },
  compareRuns: { project: project.runRead },
  getRun: { project: project.runRead },
  deleteRun: { project: project.runDelete },
  cancelRun: { project: project.runCancel },
  rerunRun: { project: project.runCreate },
  execInRun: { project: project.runExec },
  forwardRunPort: { project: project.runExec },
  getRunLogs: { project: project.runRead },
  searchLogs: { project: project.runRead },
  getLogHistogram: { project: project.runRead },
  listRunEvents: { project: project.runRead },
  getRunExplanation: { project: project.runRead },
  getRunMetrics: { project: project.runRead },
  getRunSeries: { project: project.runRead },
  getSweepSeries: { project: project.runRead },
  getExperimentSeries: { project: project.experimentRead },
  getProjectSeries: { project: project.projectRead },
  getClusterSeries: { platform: platform.clusterRead },
  getFleetSeries: { platform: platform.clusterAdminister },
  listRunResults: { project: project.runRead },
  getRunResult: { project: project.runRead },
  listSweeps: { list: project.runRead },
  submitSweep: { project: project.runCreate },
  getSweep: { project: project.runRead },
  listSweepPoints: { project: project.runRead },
  cancelSweep: { project: project.runCancel },
  listVolumes: { list: project.volumeRead },
  listProjectVolumes: { project: project.volumeRead },
  createVolume: { project: project.volumeCreate },
  preflightVolumes: { project: project.volumeCreate },
  getVolume: { project: project.volumeRead },
  updateVolume: { project: project.volumeWrite },
  deleteVolume: { project: project.volumeDelete },
  restoreVolume: { project: project.volumeWrite },
  cloneVolume: { project: project.volumeCreate },
  transferVolume: { project: project.volumeDelete },
  listVolumeSnapshots: { project: project.volumeRead },
  createVolumeSnapshot: { project: project.volumeWrite },
  getVolumeSnapshot: { project: project.volumeRead },
  deleteVolumeSnapshot: { project: project.volumeDelete },
  listVolumeFiles: { project: project.volumeRead },
  getVolumeFile: { project: project.volumeRead },
  putVolumeFile: { project: project.volumeWrite },
  deleteVolumeFile: { project: project.volumeWrite },
  listClusters: { platform: platform.clusterRead },
  importCluster: { platform: platform.clusterAdminister },
  checkCluster: { platform: platform.clusterAdminister },
  updateCluster: { platform: platform.clusterCreate },
  deleteCluster: { platform: platform.clusterCreate },
  getClusterConnection: { platform: platform.clusterAdminister },
  getCluster: { platform: platform.clusterRead },
  listClusterNodes: { platform: platform.clusterRead },
  listClusterQueues: { project: project.runRead },
  preflightCluster: { platform: platform.clusterCreate },
  provisionCluster: { platform: platform.clusterCreate },
  listClusterMachines: { platform: platform.clusterRead },
  listClusterEvents: { platform: platform.clusterRead },
  getClusterVersions: { platform: platform.clusterRead },
  listClusterOperations: { platform: platform.clusterRead },
  upgradeCluster: { platform: platform.clusterCreate },
  rotateCluster: { platform: platform.clusterCreate },
  restoreCluster: { platform: platform.clusterCreate },
  listClusterSnapshots: { platform: platform.clusterCreate },
  createClusterSnapshot: { platform: platform.clusterCreate },
  createClusterKubeconfig: { platform: platform.clusterAdminister },
  listClouds: { platform: platform.clusterRead },
  getCloud: { platform: platform.clusterRead },
  getCloudOffers: { platform: platform.clusterRead },
  getCloudQuota: { platform: platform.clusterRead },
  listClusterNamespaces: { platform: platform.projectAdminister },
  getFleet: { platform: platform.clusterAdminister },
  listLeaks: { platform: platform.projectAdminister },
  lookForLeaks: { platform: platform.projectAdminister },
  cleanLeaks: { platform: platform.projectAdminister },
  getMonitoring: { platform: platform.clusterAdminister },
  installMonitoring: { platform: platform.clusterAdminister },
  listViews: { project: project.runRead },
  listTokens: { own: 'read' },
  createToken: { own: platform.tokenManage },
  revokeToken: { own: platform.tokenManage },
};

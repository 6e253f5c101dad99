import {
  createPermission,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';

/** Resource type of all permissions that a role in a project decides. */
export const RESOURCE_TYPE_PROJECT = 'pagoda-project';

function projectPermission(
  name: string,
  action: 'create' | 'read' | 'update' | 'delete',
): ResourcePermission<typeof RESOURCE_TYPE_PROJECT> {
  return createPermission({
    name,
    attributes: { action },
    resourceType: RESOURCE_TYPE_PROJECT,
  });
}

/** Permissions within one project; the caller's role in it decides. */
export const projectPermissions = {
  projectRead: projectPermission('pagoda.project.read', 'read'),
  projectUpdate: projectPermission('pagoda.project.update', 'update'),
  experimentRead: projectPermission('pagoda.experiment.read', 'read'),
  experimentWrite: projectPermission('pagoda.experiment.write', 'update'),
  experimentDelete: projectPermission('pagoda.experiment.delete', 'delete'),
  runRead: projectPermission('pagoda.run.read', 'read'),
  runCreate: projectPermission('pagoda.run.create', 'create'),
  runCancel: projectPermission('pagoda.run.cancel', 'update'),
  runDelete: projectPermission('pagoda.run.delete', 'delete'),
  /** Execute commands in own runs, and connect to them; owners of the project in any run. */
  runExec: projectPermission('pagoda.run.exec', 'update'),
  volumeRead: projectPermission('pagoda.volume.read', 'read'),
  volumeCreate: projectPermission('pagoda.volume.create', 'create'),
  volumeWrite: projectPermission('pagoda.volume.write', 'update'),
  volumeDelete: projectPermission('pagoda.volume.delete', 'delete'),
  secretRead: projectPermission('pagoda.secret.read', 'read'),
  secretWrite: projectPermission('pagoda.secret.write', 'update'),
} as const;

/** Permissions that no single project decides. */
export const platformPermissions = {
  /** Create projects, delete them, set their quotas and how they live on clusters; see and clean what they left there. */
  projectAdminister: createPermission({
    name: 'pagoda.project.administer',
    attributes: { action: 'update' },
  }),
  clusterRead: createPermission({
    name: 'pagoda.cluster.read',
    attributes: { action: 'read' },
  }),
  /** Import clusters, change how they are reached, forget them. */
  clusterAdminister: createPermission({
    name: 'pagoda.cluster.administer',
    attributes: { action: 'update' },
  }),
  /** Have clusters made in clouds, and change and remove those. */
  clusterCreate: createPermission({
    name: 'pagoda.cluster.create',
    attributes: { action: 'create' },
  }),
  /** Own personal access tokens. */
  tokenManage: createPermission({
    name: 'pagoda.token.manage',
    attributes: { action: 'update' },
  }),
} as const;

/** A permission that a role in a project decides. */
export type ProjectPermission =
  (typeof projectPermissions)[keyof typeof projectPermissions];
/** A permission that no project decides. */
export type PlatformPermission =
  (typeof platformPermissions)[keyof typeof platformPermissions];

/** All of PAGoDA's permissions. */
export const pagodaPermissions = [
  ...Object.values(projectPermissions),
  ...Object.values(platformPermissions),
];

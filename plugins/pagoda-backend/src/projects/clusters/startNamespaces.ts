import type {
  LifecycleService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import {
  parseQuantity,
  platformPermissions,
  projectPermissions,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { ClusterConnections } from '../../clusters/connections/ClusterConnections';
import type { Leases } from '../../database/Leases';
import { isSqlite } from '../../database/PagodaDatabase';
import type { SecretBox } from '../../encryption/SecretBox';
import { resealRows } from '../../encryption/resealRows';
import type { ApiRegistry } from '../../http/ApiRouter';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import { DEFAULT_RESULTS_SIZE } from '../../volumes/claims/readStorageSettings';
import type { ProjectStore } from '../ProjectStore';
import { ProjectSecrets } from '../secrets/ProjectSecrets';
import { ProjectSecretService } from '../secrets/ProjectSecretService';
import {
  ProjectSecretStore,
  secretPurpose,
} from '../secrets/ProjectSecretStore';
import { registerSecretRoutes } from '../secrets/router';
import { NamespaceReconciler } from './NamespaceReconciler';
import { ProjectNamespaces } from './ProjectNamespaces';
import { ProjectNamespaceStore } from './ProjectNamespaceStore';

/** What {@link startNamespaces} needs. */
export interface StartNamespacesOptions {
  api: ApiRegistry;
  knex: Knex;
  config: RootConfigService;
  projects: ProjectStore;
  access: ProjectAccess;
  connections: ClusterConnections;
  box: SecretBox;
  leases: Leases;
  logger: LoggerService;
  lifecycle: LifecycleService;
}

const CONFIG = 'pagoda.kubernetes';

/** Serves projects' secrets and namespaces, and keeps them on clusters. */
export async function startNamespaces(options: StartNamespacesOptions) {
  const { api, knex, config, projects, access, connections } = options;
  const { box, leases, logger, lifecycle } = options;
  const portal = config.getString('app.baseUrl');
  const store = new ProjectNamespaceStore(knex);
  const secretStore = new ProjectSecretStore(knex, box);
  await resealRows(
    knex,
    box,
    {
      table: 'project_secrets',
      column: 'sealed',
      key: ['project', 'name'],
      purpose: ({ project, name }) => secretPurpose({ project, name }),
    },
    logger,
  );
  registerSecretRoutes(
    api,
    new ProjectSecretService({ store: secretStore, projects, access }),
  );
  const namespaces = new ProjectNamespaces({
    ...{ store, projects, secrets: secretStore, logger, portal },
    clusters: connections,
    prefix: config.getOptionalString(`${CONFIG}.namespacePrefix`) ?? 'pagoda-',
    resultsBytes: parseQuantity(
      config.getOptionalString(`${CONFIG}.results.size`) ??
        DEFAULT_RESULTS_SIZE,
    ),
    gpuResource:
      config.getOptionalString(`${CONFIG}.gpuResource`) ?? 'nvidia.com/gpu',
  });
  const reconciler = new NamespaceReconciler({
    ...{ namespaces, store, clusters: connections, leases, logger },
    alone: isSqlite(knex),
  });
  lifecycle.addStartupHook(() => reconciler.start());
  lifecycle.addShutdownHook(() => reconciler.stop());
  api.handle('listProjectNamespaces', async ({ caller, params }) => {
    await access.require(
      caller,
      projectPermissions.projectRead,
      params.project,
    );
    return {
      status: 200,
      body: { items: await store.ofProject(params.project) },
    };
  });
  api.handle('listClusterNamespaces', async ({ caller, params }) => {
    await access.requirePlatform(caller, platformPermissions.projectAdminister);
    const records = await store.onCluster(params.cluster);
    return {
      status: 200,
      body: { items: records.map(({ uid: _uid, ...item }) => item) },
    };
  });
  return {
    namespaces,
    namespaceStore: store,
    secretStore,
    secrets: new ProjectSecrets(secretStore),
  };
}

import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { ClusterResources } from '@pagoda/plugin-pagoda-common';
import type { DataDirectory } from '../DataDirectory';
import { describeEngines } from '../engines/describeEngines';
import type { ApiRegistry } from '../http/ApiRouter';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { LocalProvisioner } from '../provisioners/local/LocalProvisioner';
import { ClusterService } from './ClusterService';
import type { ClusterStore } from './ClusterStore';
import { registerClusterRoutes } from './router';

/** What {@link startClusters} needs. */
export interface StartClustersOptions {
  api: ApiRegistry;
  store: ClusterStore;
  access: ProjectAccess;
  data: DataDirectory;
  logger: LoggerService;
  lifecycle: LifecycleService;
  /** Of the embedded cluster. */
  local: {
    refusal?: string;
    capacity: () => Promise<ClusterResources>;
  };
}

/** Registers the embedded cluster, and serves clusters and engines. */
export async function startClusters(
  options: StartClustersOptions,
): Promise<void> {
  const { api, store, access, data, logger, lifecycle, local } = options;
  const provisioner = new LocalProvisioner({
    ...local,
    store,
    logger,
    dataDirectory: data.root,
  });
  const service = new ClusterService({
    store,
    access,
    nodes: { local: (cluster, load) => provisioner.nodes(cluster, load) },
    engines: describeEngines({ processRefusal: local.refusal }),
  });
  registerClusterRoutes(api, service);
  lifecycle.addShutdownHook(() => provisioner.stop());
  await provisioner.start();
}

import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type {
  ClusterNode,
  ClusterResources,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { DataDirectory } from '../DataDirectory';
import type { Leases } from '../database/Leases';
import { isSqlite } from '../database/PagodaDatabase';
import { describeEngines } from '../engines/describeEngines';
import type { ApiRegistry } from '../http/ApiRouter';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import {
  DockerProvisioner,
  type DockerServer,
} from '../provisioners/docker/DockerProvisioner';
import { LocalProvisioner } from '../provisioners/local/LocalProvisioner';
import { ClusterImportService } from './ClusterImportService';
import { ClusterService } from './ClusterService';
import type { ClusterStore } from './ClusterStore';
import type { ClusterConnections } from './connections/ClusterConnections';
import { ClusterObservationStore } from './observation/ClusterObservationStore';
import { ClusterReconciler } from './observation/ClusterReconciler';
import type { NodeRecord } from './observation/readNodes';
import { registerClusterRoutes } from './router';

/** What {@link startClusters} needs. */
export interface StartClustersOptions {
  api: ApiRegistry;
  knex: Knex;
  store: ClusterStore;
  connections: ClusterConnections;
  leases: Leases;
  /** What GPUs are asked for as, such as `nvidia.com/gpu`. */
  gpuResource: string;
  access: ProjectAccess;
  data: DataDirectory;
  logger: LoggerService;
  lifecycle: LifecycleService;
  /** Of the embedded cluster. */
  local: {
    refusal?: string;
    capacity: () => Promise<ClusterResources>;
  };
  /** Servers with Docker or Podman. */
  docker: DockerServer[];
}

/** Registers the embedded cluster, looks after the imported ones, and serves clusters and engines. */
export async function startClusters(
  options: StartClustersOptions,
): Promise<{ imports: ClusterImportService }> {
  const { api, knex, store, access, data, logger, lifecycle, local } = options;
  const { connections, leases, gpuResource } = options;
  const provisioner = new LocalProvisioner({
    ...local,
    store,
    logger,
    dataDirectory: data.root,
  });
  const docker = new DockerProvisioner({
    ...{ servers: options.docker, store, logger },
  });
  const observations = new ClusterObservationStore(knex);
  const reconciler = new ClusterReconciler({
    ...{ store, observations, connections, leases, logger, gpuResource },
    alone: isSqlite(knex),
  });
  const imports = new ClusterImportService({
    store,
    connections,
    access,
    gpuResource,
    look: cluster => reconciler.look(cluster),
  });
  const observedNodes = async ({ name }: { name: string }) =>
    (await observations.nodes(name)).map(toClusterNode);
  registerClusterRoutes(
    api,
    new ClusterService({
      store,
      access,
      nodes: {
        local: (cluster, load) => provisioner.nodes(cluster, load),
        docker: (cluster, load) => docker.nodes(cluster, load),
        existing: observedNodes,
        rancher: observedNodes,
        magnum: observedNodes,
      },
      engines: describeEngines({
        processRefusal: local.refusal,
        hasDocker: options.docker.length > 0,
      }),
    }),
    imports,
  );
  lifecycle.addShutdownHook(() => provisioner.stop());
  await provisioner.start();
  lifecycle.addShutdownHook(() => docker.stop());
  await docker.start();
  await connections.start();
  lifecycle.addStartupHook(() => reconciler.start());
  lifecycle.addShutdownHook(async () => {
    await reconciler.stop();
    await connections.stop();
  });
  return { imports };
}

/** A node as the API shows it: labels and taints are for administrators of the cluster. */
function toClusterNode(node: NodeRecord): ClusterNode {
  const { name, ready, schedulable, message, capacity, allocatable } = node;
  return {
    ...{ name, ready, schedulable, capacity, allocatable },
    ...(message !== undefined && { message }),
    allocated: node.used ?? { cpu: 0, memoryBytes: 0, gpu: 0 },
    version: node.version,
    operatingSystem: node.operatingSystem,
  };
}

import { join } from 'node:path';
import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { ClusterStore } from '../clusters/ClusterStore';
import type { ClusterConnections } from '../clusters/connections/ClusterConnections';
import type { DataDirectory } from '../DataDirectory';
import type { Leases } from '../database/Leases';
import { isSqlite } from '../database/PagodaDatabase';
import { DockerEngine } from '../engines/docker/DockerEngine';
import { KubernetesEngine } from '../engines/kubernetes/KubernetesEngine';
import type { KubernetesSettings } from '../engines/kubernetes/readKubernetesSettings';
import { ProcessEngine } from '../engines/process/ProcessEngine';
import type { Engine } from '../engines/types';
import type { LogStore } from '../logs/types';
import { LogWriter } from '../logs/LogWriter';
import type { ProjectNamespaces } from '../projects/clusters/ProjectNamespaces';
import type { ProjectStore } from '../projects/ProjectStore';
import type { ProjectSecrets } from '../projects/secrets/ProjectSecrets';
import type { DockerServer } from '../provisioners/docker/DockerProvisioner';
import { LOCAL_CLUSTER } from '../provisioners/local/LocalProvisioner';
import type { LocalSettings } from '../provisioners/local/readLocalSettings';
import type { Storage } from '../volumes/startStorage';
import type { VolumeStore } from '../volumes/VolumeStore';
import { Admission } from './Admission';
import { AttemptReconciler } from './AttemptReconciler';
import { ClusterRunners } from './ClusterRunners';
import { createClusterProjects } from './createClusterProjects';
import { MetricsReader } from './results/MetricsReader';
import type { RunQueue } from './RunQueue';
import { RunReconciler } from './RunReconciler';
import type { RunStore } from './RunStore';

/** What {@link startExecution} needs. */
export interface ExecutionOptions {
  knex: Knex;
  store: RunStore;
  projects: ProjectStore;
  clusters: ClusterStore;
  connections: ClusterConnections;
  namespaces: ProjectNamespaces;
  volumes: VolumeStore;
  secrets: ProjectSecrets;
  storage: Pick<Storage, 'runFiles' | 'resultsClaims'>;
  data: DataDirectory;
  logs: LogStore;
  /** Returns when there is room for more log lines. */
  logRoom?: () => Promise<void>;
  queue: RunQueue;
  leases: Leases;
  local: LocalSettings;
  kubernetes: KubernetesSettings;
  docker: DockerServer[];
  logger: LoggerService;
  lifecycle: LifecycleService;
}

/**
 * Executes runs: those of the embedded cluster, where there is one, of each server with Docker, and of each imported cluster.
 */
export function startExecution(options: ExecutionOptions): void {
  const { local, data, logger, lifecycle, secrets, connections } = options;
  if (local.refusal === undefined) {
    const reconciler = createReconciler(
      options,
      LOCAL_CLUSTER,
      new ProcessEngine({
        data,
        logger,
        capacity: local.capacity,
        graceSeconds: local.graceSeconds,
        readSecrets: (project, mounts) => secrets.resolve(project, mounts),
      }),
    );
    lifecycle.addStartupHook(() => reconciler.start());
    lifecycle.addShutdownHook(() => reconciler.stop());
  }
  for (const { settings, client } of options.docker) {
    const reconciler = createReconciler(
      options,
      settings.name,
      new DockerEngine({
        ...{ settings, client, data, logger },
        portal: options.kubernetes.portal,
        logRoom: options.logRoom,
        readSecrets: (project, mounts) => secrets.resolve(project, mounts),
      }),
    );
    lifecycle.addStartupHook(() => reconciler.start());
    lifecycle.addShutdownHook(async () => {
      await reconciler.stop();
      await client.close();
    });
  }
  const runners = new ClusterRunners({
    connections,
    create: async cluster =>
      createReconciler(
        options,
        cluster,
        await createKubernetesEngine(options, cluster),
      ),
    logger,
  });
  lifecycle.addStartupHook(() => runners.start());
  lifecycle.addShutdownHook(() => runners.stop());
}

function createReconciler(
  options: ExecutionOptions,
  cluster: string,
  engine: Engine,
): RunReconciler {
  const { knex, store, logs, queue, leases, projects, logger } = options;
  const metrics = new MetricsReader({
    ...{ files: options.storage.runFiles, store, logger },
  });
  return new RunReconciler({
    cluster,
    engine,
    store,
    attempts: new AttemptReconciler({
      engine,
      store,
      logs,
      readMetrics: run => metrics.read(run),
    }),
    admission: new Admission({
      cluster,
      engine,
      store,
      queue,
      quotas: names => projects.quotas(names),
      // Points of a sweep that start together share a Job.
      ...(engine.name === 'kubernetes' && {
        lookedAt: { perProject: 1_000, inAll: 4_000 },
        onTheWay: 250,
      }),
    }),
    leases,
    alone: isSqlite(knex),
    logger,
  });
}

async function createKubernetesEngine(
  options: ExecutionOptions,
  cluster: string,
): Promise<KubernetesEngine> {
  const { clusters, connections, data, storage, kubernetes, logger } = options;
  return new KubernetesEngine({
    cluster,
    client: await connections.client(cluster),
    projects: createClusterProjects({
      ...{ cluster, namespaces: options.namespaces },
      results: storage.resultsClaims,
      volumes: options.volumes,
    }),
    openLog: ({ run, attempt }) =>
      new LogWriter(join(data.logs(run), `${attempt}.log`), options.logRoom),
    capacity: async () => {
      const record = await clusters.find(cluster);
      if (!record) {
        throw new ConflictError(`Cluster '${cluster}' was removed`);
      }
      return record.capacity;
    },
    ...kubernetes,
    logger,
  });
}

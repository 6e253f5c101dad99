import { randomUUID } from 'node:crypto';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { createInternalRouter } from './catalog/internalRouter';
import { ClusterStore } from './clusters/ClusterStore';
import { ClusterConnections } from './clusters/connections/ClusterConnections';
import { ClusterConnectionStore } from './clusters/connections/ClusterConnectionStore';
import { readProvisioningSettings } from './clouds/readCloudSettings';
import { Reservations } from './clouds/Reservations';
import { startClouds, type StartCloudsOptions } from './clouds/startClouds';
import { Provisioners } from './clusters/provisioning/Provisioners';
import { startProvisioning } from './clusters/provisioning/startProvisioning';
import { startClusters } from './clusters/startClusters';
import { DataDirectory } from './DataDirectory';
import { Leases } from './database/Leases';
import { openDatabase } from './database/PagodaDatabase';
import { readEncryptionKeys } from './encryption/readEncryptionKeys';
import { SecretBox } from './encryption/SecretBox';
import { PROVISIONERS } from './provisioners/provisioners';
import { openChecksums } from './files/openChecksums';
import { startFleet } from './fleet/startFleet';
import { ApiRouter } from './http/ApiRouter';
import { loadContract } from './http/contract';
import { createKubernetesTabRouter } from './kubernetesTab/internalRouter';
import { createProjectAccess } from './permissions/createProjectAccess';
import { createCallerRouter } from './permissions/internalRouter';
import { startMetrics } from './monitoring/metrics/startMetrics';
import { startDashboards } from './monitoring/startDashboards';
import { startNamespaces } from './projects/clusters/startNamespaces';
import { ProjectService } from './projects/ProjectService';
import { ProjectStore } from './projects/ProjectStore';
import { registerProjectRoutes } from './projects/router';
import {
  provisionersExtensionPoint,
  type CreateProvisioner,
} from './provisioners/extensionPoint';
import { readLocalSettings } from './provisioners/local/readLocalSettings';
import { createSamples } from './samples/createSamples';
import { RunStore } from './runs/RunStore';
import { DockerClient } from './clients/docker/DockerClient';
import { readDockerSettings } from './engines/docker/readDockerSettings';
import { readKubernetesSettings } from './engines/kubernetes/readKubernetesSettings';
import { startRuns } from './runs/startRuns';
import { startTokens } from './tokens/startTokens';
import { TokenStore } from './tokens/TokenStore';
import { dashboardLinks } from './volumes/clouds/describeInCloud';
import { startStorage } from './volumes/startStorage';
import { stopInOrder } from './stopInOrder';
import { startVolumes } from './volumes/startVolumes';
import { VolumeStore } from './volumes/VolumeStore';

/** PAGoDA's backend: projects, experiments, runs, sweeps, volumes, clusters. */
export const pagodaPlugin = createBackendPlugin({
  pluginId: 'pagoda',
  register(env) {
    const added: CreateProvisioner[] = [];
    const readers: StartCloudsOptions['readers'] = {};
    env.registerExtensionPoint(provisionersExtensionPoint, {
      addProvisioner: create => {
        added.push(create);
      },
      setCloudReader: (kind, create) => {
        readers[kind] = create;
      },
    });
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { httpRouter, logger } = deps;
        const lifecycle = stopInOrder(deps.lifecycle, logger);
        const knex = await openDatabase(deps.database);
        const data = DataDirectory.fromConfig(deps.config);
        const leases = new Leases(knex, randomUUID());
        const projects = new ProjectStore(knex);
        const tokens = new TokenStore(knex);
        const access = createProjectAccess({ ...deps, projects, tokens });
        const api = new ApiRouter({
          contract: loadContract(),
          auditor: deps.auditor,
          knex,
          logger,
          caller: req => access.caller(req),
          validateResponses: process.env.NODE_ENV === 'test',
        });
        startTokens({ ...deps, api, access, knex, store: tokens });
        const clusters = new ClusterStore(knex);
        const local = readLocalSettings(deps.config);
        const box = new SecretBox(
          await readEncryptionKeys(deps.config, { path: data.encryptionKey }),
        );
        const connections = new ClusterConnections({
          store: new ClusterConnectionStore(knex, box),
          logger,
        });
        const docker = readDockerSettings(deps.config).map(settings => ({
          settings,
          client: new DockerClient(settings.connection),
        }));
        const { portal, gpuResource } = readKubernetesSettings(deps.config);
        const provisioners = new Provisioners();
        const reservations = new Reservations();
        const {
          clouds,
          watch,
          service: cloudService,
        } = await startClouds({
          ...{ api, config: deps.config, knex, leases, access, logger },
          ...{ lifecycle, readers },
          provisionersOf: cloud => provisioners.namesFor(cloud),
        });
        for (const create of [...PROVISIONERS, ...added]) {
          provisioners.add(
            create({ clouds, portal, offers: cloud => watch.offers(cloud) }),
          );
        }
        const { imports } = await startClusters({
          ...{ api, knex, store: clusters, connections, leases, access },
          ...{ data, logger, lifecycle, docker },
          gpuResource,
          local: { ...local, capacity: async () => local.capacity },
        });
        await startProvisioning({
          ...{ api, knex, store: clusters, connections, imports, access, box },
          ...{ leases, auditor: deps.auditor, logger, lifecycle },
          ...{ clouds, watch, provisioners, reservations },
          settings: readProvisioningSettings(deps.config),
          reserved: docker.map(({ settings }) => settings.name),
        });
        const { namespaces, namespaceStore, secretStore, secrets } =
          await startNamespaces({
            ...{ api, knex, projects, access, connections, box, leases },
            ...{ config: deps.config, logger, lifecycle },
          });
        startFleet({
          ...{ ...deps, api, knex, access, connections, leases, lifecycle },
          clouds,
          seenClouds: caller => cloudService.list(caller),
        });
        const { checksums, flush } = await openChecksums({
          path: data.checksums,
          onError: error => logger.error('Checksums are not kept', error),
        });
        lifecycle.addShutdownHook(flush);
        const storage = startStorage({
          ...{ config: deps.config, clusters, connections, namespaces, data },
          ...{ checksums, leases, logger, lifecycle, clouds, watch, portal },
        });
        const volumes = new VolumeStore(knex);
        startVolumes({
          ...{ api, knex, store: volumes, clusters, access, leases, logger },
          ...{ lifecycle, providers: storage.providers, portal },
          gateways: storage.gateways,
          auditor: deps.auditor,
          ...{ clouds, watch, connections, reservations },
        });
        const runs = new RunStore(knex);
        const { service: runService, probeLogs } = await startRuns({
          ...{ api, knex, store: runs, projects, access, clusters, volumes },
          ...{ data, checksums, leases, local, secrets, storage, logger },
          ...{ connections, namespaces, lifecycle, docker },
          config: deps.config,
          kubernetes: readKubernetesSettings(deps.config),
        });
        registerProjectRoutes(
          api,
          new ProjectService({
            store: projects,
            access,
            demand: project => runs.projectDemand(project),
            deleteRuns: project => runService.deleteOfProject(project),
            namespaces: namespaceStore,
            secrets: secretStore,
          }),
        );
        const { probes } = await startDashboards({
          ...{ ...deps, api, knex, access, box, lifecycle, projects, runs },
          ...{ volumes, clusters, namespaces: namespaceStore },
        });
        startMetrics({
          ...{ ...deps, api, knex, access, lifecycle, projects, runs, probes },
          ...{ clusters, namespaces: namespaceStore },
        });
        if (probeLogs) {
          probes.set('elasticsearch', probeLogs);
        }
        if (deps.config.getOptionalBoolean('pagoda.samples')) {
          await createSamples({
            ...{ knex, projects, volumes, data, checksums, logger },
          });
        }
        httpRouter.addAuthPolicy({
          path: '/openapi.json',
          allow: 'unauthenticated',
        });
        httpRouter.use(
          createInternalRouter({
            ...{ ...deps, knex },
            linksOf: volume => dashboardLinks(clouds, volume),
          }),
        );
        httpRouter.use(createCallerRouter({ access, projects }));
        httpRouter.use(
          createKubernetesTabRouter({ ...deps, clusters, connections }),
        );
        httpRouter.use(api.build());
      },
    });
  },
});

import type {
  HttpRouterService,
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { Run } from '@pagoda/plugin-pagoda-common';
import { Router } from 'express';
import type { Knex } from 'knex';
import { GrafanaClient } from '../clients/grafana/GrafanaClient';
import { KibanaClient } from '../clients/kibana/KibanaClient';
import { resealRows } from '../encryption/resealRows';
import type { SecretBox } from '../encryption/SecretBox';
import type { ApiRegistry } from '../http/ApiRouter';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { boards as allBoards } from './dashboards/boards';
import { logObjectId } from './dashboards/buildLogObjects';
import { GrafanaInstaller } from './dashboards/GrafanaInstaller';
import type { Installer } from './dashboards/Installer';
import { InstallStore } from './dashboards/InstallStore';
import { KibanaInstaller } from './dashboards/KibanaInstaller';
import { createGrafanaRouter } from './embed/createGrafanaRouter';
import { GrafanaForwarder } from './embed/GrafanaForwarder';
import { KibanaFrames } from './embed/KibanaFrames';
import {
  SubjectFinder,
  type SubjectFinderOptions,
} from './embed/SubjectFinder';
import { ViewGate } from './embed/ViewGate';
import { ViewKeys, viewKeyPurpose } from './embed/ViewKeys';
import { ViewKeyStore } from './embed/ViewKeyStore';
import { ViewService } from './embed/ViewService';
import { SweepStore } from '../sweeps/SweepStore';
import { MonitoringProbes } from './settings/MonitoringProbes';
import { MonitoringService } from './settings/MonitoringService';
import {
  readMonitoringSettings,
  type GrafanaSettings,
} from './settings/readMonitoringSettings';
import { registerMonitoringRoutes } from './settings/router';

/** What {@link startDashboards} needs. */
export interface StartDashboardsOptions {
  api: ApiRegistry;
  httpRouter: HttpRouterService;
  config: Config;
  knex: Knex;
  access: ProjectAccess;
  box: SecretBox;
  logger: LoggerService;
  lifecycle: LifecycleService;
  projects: { allResources(): Promise<{ name: string }[]> };
  runs: { get(id: string): Promise<{ run: Run } | undefined> };
  volumes: { find: SubjectFinderOptions['volume'] };
  clusters: { find(name: string): Promise<unknown> };
  namespaces: {
    ofProject: SubjectFinderOptions['namespaces'];
    projectsOf(namespace: string): Promise<string[]>;
  };
}

/**
 * Serves what monitoring is connected to, dashboards in Grafana and Kibana, and views of them in frames.
 *
 * @returns to which other parts of monitoring add how their servers are
 */
export async function startDashboards(
  options: StartDashboardsOptions,
): Promise<{ probes: MonitoringProbes }> {
  const { api, config, knex, access, lifecycle, namespaces } = options;
  const settings = readMonitoringSettings(config);
  const { grafana, kibana, clusterLabel, frameOrigins } = settings;
  const probes = new MonitoringProbes();
  const installs = new InstallStore(knex);
  const sweeps = new SweepStore(knex);
  const boards = allBoards({ clusterLabel });
  const installers: Installer[] = [];
  const pageOrigins = readPageOrigins(config);
  if (grafana) {
    const client = new GrafanaClient({
      ...{ url: grafana.url, ca: grafana.ca },
      token: grafana.serviceAccountToken,
    });
    lifecycle.addShutdownHook(() => client.close());
    probes.set('grafana', async () => {
      const { version, database } = await client.health();
      return {
        ...{ version, healthy: database === 'ok', url: grafana.publicUrl },
        message:
          database === 'ok' ? 'It answers.' : `Its database is ${database}.`,
      };
    });
    installers.push(
      new GrafanaInstaller({
        ...{ api: client, store: installs, boards },
        folderUid: grafana.folderUid,
        urlOf: uid =>
          `${grafana.publicUrl ?? grafana.url}/d/${encodeURIComponent(uid)}`,
      }),
    );
    if (!grafana.link) {
      await serveFrames(options, grafana, {
        pageOrigins,
        gate: new ViewGate({
          ...{ access, boards },
          datasources: new Set([
            grafana.datasource,
            ...Object.values(grafana.datasources),
          ]),
          projectsOf: namespace => namespaces.projectsOf(namespace),
        }),
      });
    }
  }
  if (kibana) {
    const client = new KibanaClient(kibana);
    lifecycle.addShutdownHook(() => client.close());
    probes.set('kibana', async () => {
      const { version, level } = await client.status();
      return {
        ...{ version, healthy: level === 'available', url: kibana.publicUrl },
        message: level === 'available' ? 'It answers.' : `It is ${level}.`,
      };
    });
    installers.push(
      new KibanaInstaller({
        ...{ client, store: installs },
        projects: async () =>
          (await options.projects.allResources())
            .map(({ name }) => name)
            .sort(),
        urlOf: project =>
          `${kibana.publicUrl}${kibana.space === undefined ? '' : `/s/${encodeURIComponent(kibana.space)}`}/app/dashboards#/view/${encodeURIComponent(logObjectId(project, 'dashboard'))}`,
      }),
    );
  }
  registerMonitoringRoutes(
    api,
    new MonitoringService({ config, access, probes, installers }),
    new ViewService({
      ...{ boards, installs, grafana, clusterLabel },
      subjects: new SubjectFinder({
        access,
        run: async id => (await options.runs.get(id))?.run,
        sweep: id => sweeps.find(id),
        volume: (project, name) => options.volumes.find(project, name),
        hasCluster: async name =>
          (await options.clusters.find(name)) !== undefined,
        namespaces: project => namespaces.ofProject(project),
      }),
      ...(kibana && {
        kibana: {
          ...kibana,
          frames: new KibanaFrames({
            ...{ url: kibana.url, publicUrl: kibana.publicUrl, frameOrigins },
            pageOrigin: pageOrigins[0],
          }),
        },
      }),
    }),
  );
  return { probes };
}

async function serveFrames(
  options: StartDashboardsOptions,
  grafana: GrafanaSettings,
  { gate, pageOrigins }: { gate: ViewGate; pageOrigins: string[] },
): Promise<void> {
  const { config, knex, box, access, logger, lifecycle, httpRouter } = options;
  await resealRows(
    knex,
    box,
    {
      ...{ table: 'view_keys', column: 'private_sealed', key: ['id'] },
      purpose: ({ id }) => viewKeyPurpose(id),
    },
    logger,
  );
  const keys = new ViewKeys({ store: new ViewKeyStore(knex), box });
  const forwarder = new GrafanaForwarder({
    ...{ url: grafana.url, ca: grafana.ca, keys, logger },
    issuer: config.getString('app.baseUrl'),
    ...grafana.jwt,
  });
  lifecycle.addShutdownHook(() => forwarder.close());
  const router = Router();
  router.get('/view-keys.json', (_req, res, next) => {
    keys.publicKeys().then(answer => res.json(answer), next);
  });
  router.use(createGrafanaRouter({ access, gate, forwarder, pageOrigins }));
  httpRouter.addAuthPolicy({
    path: '/view-keys.json',
    allow: 'unauthenticated',
  });
  httpRouter.addAuthPolicy({ path: '/grafana', allow: 'user-cookie' });
  httpRouter.use(router);
}

/** Where the portal's pages are from: first the app's, then the backend's, which serves frames. */
function readPageOrigins(config: Config): string[] {
  const urls = [
    config.getString('app.baseUrl'),
    config.getOptionalString('backend.baseUrl') ??
      config.getString('app.baseUrl'),
  ];
  return [...new Set(urls.map(url => new URL(url).origin))];
}

import type {
  AuditorService,
  LifecycleService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { Cloud } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { Clouds } from '../clouds/Clouds';
import type { CloudSettings } from '../clouds/CloudSettings';
import type { ClusterConnections } from '../clusters/connections/ClusterConnections';
import type { Leases } from '../database/Leases';
import { isSqlite } from '../database/PagodaDatabase';
import { readKubernetesSettings } from '../engines/kubernetes/readKubernetesSettings';
import type { ApiRegistry } from '../http/ApiRouter';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { FleetService } from './FleetService';
import { FleetStore } from './FleetStore';
import { FindingStore } from './leaks/FindingStore';
import { CloudOwnerStore } from './leaks/CloudOwnerStore';
import { KubernetesPlace } from './leaks/kubernetes/KubernetesPlace';
import { LabelledStore } from './leaks/kubernetes/LabelledStore';
import { LeakLooker } from './leaks/LeakLooker';
import { LeakService } from './leaks/LeakService';
import { LookSchedule } from './leaks/LookSchedule';
import { OpenStackPlace } from './leaks/openstack/OpenStackPlace';
import { RancherPlace } from './leaks/rancher/RancherPlace';
import { registerLeakRoutes } from './leaks/router';
import type { LeakPlace } from './leaks/types';
import { registerFleetRoutes } from './router';

/** What {@link startFleet} needs. */
export interface StartFleetOptions {
  api: ApiRegistry;
  knex: Knex;
  access: ProjectAccess;
  auditor: AuditorService;
  config: RootConfigService;
  connections: ClusterConnections;
  leases: Leases;
  logger: LoggerService;
  lifecycle: LifecycleService;
  clouds: Clouds;
  /** The clouds as they were last seen. */
  seenClouds: (caller: Caller) => Promise<Cloud[]>;
}

/** Between two looks for leaks at a place, in minutes. */
const LOOK_MINUTES = 30;
/** So many days before its end a cluster is mentioned. */
const END_WARNING_DAYS = 7;

/** Serves the administrator's fleet, and has it looked for leaks. */
export function startFleet(options: StartFleetOptions): void {
  const { api, knex, access, auditor, config, connections } = options;
  const { leases, logger, lifecycle, clouds, seenClouds } = options;
  const findings = new FindingStore(knex);
  const labelled = new LabelledStore(knex);
  const portal = config.getString('app.baseUrl');
  const cloudPlaces = clouds.list().map(cloud => toPlace(cloud, options));
  const places = async (): Promise<LeakPlace[]> => [
    ...(await connections.names()).map(
      cluster =>
        new KubernetesPlace({
          ...{ cluster, store: labelled, portal },
          client: () => connections.client(cluster),
        }),
    ),
    ...cloudPlaces,
  ];
  const looker = new LeakLooker({
    store: findings,
    interval:
      (config.getOptionalNumber('pagoda.fleet.lookMinutes') ?? LOOK_MINUTES) *
      60_000,
  });
  const schedule = new LookSchedule({
    ...{ places, store: findings, looker, leases, logger },
    alone: isSqlite(knex),
  });
  lifecycle.addStartupHook(() => schedule.start());
  lifecycle.addShutdownHook(() => schedule.stop());
  registerLeakRoutes(
    api,
    new LeakService({
      ...{ places, store: findings, looker, access, auditor, logger },
    }),
  );
  registerFleetRoutes(
    api,
    new FleetService({
      ...{ knex, store: new FleetStore(knex), findings, access },
      clouds: seenClouds,
      endWarning:
        (config.getOptionalNumber('pagoda.provisioning.endWarningDays') ??
          END_WARNING_DAYS) * 86_400_000,
    }),
  );
}

function toPlace(
  cloud: CloudSettings,
  { knex, config, clouds }: StartFleetOptions,
): LeakPlace {
  const { name } = cloud;
  const about = {
    cloud: name,
    owners: new CloudOwnerStore(knex),
    portal: readKubernetesSettings(config).portal,
  };
  return cloud.kind === 'rancher'
    ? new RancherPlace({
        ...about,
        client: () => clouds.rancher(name).kubernetes,
        namespace: cloud.namespace,
      })
    : new OpenStackPlace({ ...about, client: () => clouds.openstack(name) });
}

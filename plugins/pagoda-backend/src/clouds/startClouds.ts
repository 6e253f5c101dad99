import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { Cloud } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { Leases } from '../database/Leases';
import { isSqlite } from '../database/PagodaDatabase';
import type { ApiRegistry } from '../http/ApiRouter';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import type { CloudSettings } from './CloudSettings';
import { CloudService } from './CloudService';
import { CloudStore } from './CloudStore';
import { CloudWatch } from './CloudWatch';
import { Clouds } from './Clouds';
import { OpenStackCloudReader } from './openstack/OpenStackCloudReader';
import { RancherCloudReader } from './rancher/RancherCloudReader';
import { readCloudSettings } from './readCloudSettings';
import { registerCloudRoutes } from './router';
import type { CloudReader } from './types';

/** What {@link startClouds} needs. */
export interface StartCloudsOptions {
  api: ApiRegistry;
  config: Config;
  knex: Knex;
  leases: Leases;
  access: ProjectAccess;
  logger: LoggerService;
  lifecycle: LifecycleService;
  /** In place of the usual readers. */
  readers: Partial<
    Record<Cloud['kind'], (cloud: CloudSettings) => CloudReader>
  >;
  /** What makes clusters in a cloud. */
  provisionersOf: (cloud: CloudSettings) => Cloud['provisioners'];
}

/** Reads the configuration, looks at its clouds, and serves them. */
export async function startClouds(
  options: StartCloudsOptions,
): Promise<{ clouds: Clouds; watch: CloudWatch; service: CloudService }> {
  const { api, config, knex, leases, access, logger, lifecycle } = options;
  const { readers, provisionersOf } = options;
  const clouds = new Clouds(readCloudSettings(config));
  const store = new CloudStore(knex);
  const readerOf = (cloud: CloudSettings) => {
    const create = readers[cloud.kind];
    if (create) {
      return create(cloud);
    }
    return cloud.kind === 'rancher'
      ? new RancherCloudReader(cloud, () => clouds.rancher(cloud.name))
      : new OpenStackCloudReader(() => clouds.openstack(cloud.name));
  };
  const watch = new CloudWatch({
    ...{ clouds, store, leases, logger, readerOf },
    alone: isSqlite(knex),
  });
  const service = new CloudService({ clouds, store, access, provisionersOf });
  registerCloudRoutes(api, service);
  lifecycle.addStartupHook(() => watch.start());
  lifecycle.addShutdownHook(async () => {
    await watch.stop();
    await clouds.close();
  });
  return { clouds, watch, service };
}

import type { Config } from '@backstage/config';
import {
  platformPermissions,
  type Monitoring,
  type MonitoringInstall,
  type MonitoringInstallResult,
} from '@pagoda/plugin-pagoda-common';
import { ApiError } from '../../http/errors';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { Installer } from '../dashboards/Installer';
import { describeConnections } from './describeConnections';
import type { MonitoringProbes } from './MonitoringProbes';

/** What {@link MonitoringService} needs. */
export interface MonitoringServiceOptions {
  config: Config;
  access: ProjectAccess;
  probes: MonitoringProbes;
  /** Of the servers that are connected. */
  installers: readonly Installer[];
}

/** Tells administrators what monitoring is connected to, and installs dashboards. */
export class MonitoringService {
  readonly #options: MonitoringServiceOptions;
  #installing = false;

  constructor(options: MonitoringServiceOptions) {
    this.#options = options;
  }

  async get(caller: Caller): Promise<Monitoring> {
    const { config, access, probes, installers } = this.#options;
    await access.requirePlatform(caller, platformPermissions.clusterAdminister);
    const [connections, ...objects] = await Promise.all([
      describeConnections(config, probes),
      ...installers.map(installer => installer.list()),
    ]);
    return { connections, objects: objects.flat() };
  }

  /** @throws ApiError 409 while somebody else installs */
  async install(
    caller: Caller,
    { dryRun = false, overwrite = false }: MonitoringInstall,
  ): Promise<MonitoringInstallResult> {
    const { access, installers } = this.#options;
    await access.requirePlatform(caller, platformPermissions.clusterAdminister);
    if (this.#installing) {
      throw new ApiError('Dashboards are being installed at this moment', {
        ...{ status: 409, code: 'InstallingAlready' },
        advice: 'Wait until that is done.',
      });
    }
    this.#installing = true;
    try {
      const items: MonitoringInstallResult['items'] = [];
      for (const installer of installers) {
        items.push(
          ...(await installer.install({
            ...{ dryRun, overwrite, by: caller.userEntityRef },
          })),
        );
      }
      return { dryRun, items };
    } finally {
      this.#installing = false;
    }
  }
}

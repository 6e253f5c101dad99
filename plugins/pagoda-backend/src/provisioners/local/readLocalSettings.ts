import { availableParallelism, totalmem } from 'node:os';
import type { Config } from '@backstage/config';
import {
  parseQuantity,
  type ClusterResources,
} from '@pagoda/plugin-pagoda-common';

/** Has to be written out to let users' commands run on a production host. */
export const PRODUCTION_CONSENT =
  'commands-of-users-run-on-the-host-of-the-portal';

/** The embedded cluster, as the configuration wants it. */
export interface LocalSettings {
  /** Missing when the cluster `local` may be used. */
  refusal?: string;
  /** What runs may ask for together. */
  capacity: ClusterResources;
  /** Time that a run is given to end by itself, in seconds. */
  graceSeconds: number;
}

/** Reads `pagoda.local`. */
export function readLocalSettings(
  config: Config,
  environment: string | undefined = process.env.NODE_ENV,
): LocalSettings {
  const local = config.getOptionalConfig('pagoda.local');
  const memory = local?.getOptionalString('memory');
  return {
    refusal: refusal(local, environment),
    graceSeconds: local?.getOptionalNumber('graceSeconds') ?? 10,
    capacity: {
      cpu: local?.getOptionalNumber('cpu') ?? availableParallelism(),
      memoryBytes:
        memory === undefined
          ? Math.floor(totalmem() * 0.75)
          : parseQuantity(memory),
      gpu: 0,
    },
  };
}

function refusal(
  local: Config | undefined,
  environment: string | undefined,
): string | undefined {
  if (local?.getOptionalBoolean('enabled') === false) {
    return 'The configuration says pagoda.local.enabled: false.';
  }
  if (
    environment === 'production' &&
    local?.getOptionalString('allowInProduction') !== PRODUCTION_CONSENT
  ) {
    return `Commands of users would run on the host of the portal, which production needs pagoda.local.allowInProduction: ${PRODUCTION_CONSENT} for.`;
  }
  return undefined;
}

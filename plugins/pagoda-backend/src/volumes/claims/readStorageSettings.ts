import type { Config } from '@backstage/config';
import type { Volume } from '@pagoda/plugin-pagoda-common';
import type { GatewaySettings } from '../gateways/types';

/** How a claim may be used, in Kubernetes' words. */
export type AccessMode = NonNullable<Volume['accessMode']>;

const ACCESS_MODES: readonly string[] = [
  'ReadWriteOnce',
  'ReadWriteMany',
  'ReadWriteOncePod',
] satisfies AccessMode[];

/** Which storage a claim asks for. */
export interface ClaimStorage {
  /** A quantity, such as `10Gi`. */
  size: string;
  /** The cluster's default class where it is missing. */
  storageClass?: string;
  accessMode: AccessMode;
}

/** How files in clusters are kept and reached. */
export interface StorageSettings {
  gateways: GatewaySettings;
  /** Of the results of each project on each cluster. */
  results: ClaimStorage;
}

/** Where nothing else is said: nodes of most clusters can have a volume one at a time. */
export const DEFAULT_ACCESS_MODE: AccessMode = 'ReadWriteOnce';

/** Size of the results of a project on a cluster where nothing else is said. */
export const DEFAULT_RESULTS_SIZE = '100Gi';

/** Reads `pagoda.kubernetes.gateway…` and `pagoda.kubernetes.results`. @throws Error that names a key that is wrong. */
export function readStorageSettings(config: Config): StorageSettings {
  const kubernetes = config.getOptionalConfig('pagoda.kubernetes');
  const results = kubernetes?.getOptionalConfig('results');
  const accessMode =
    results?.getOptionalString('accessMode') ?? DEFAULT_ACCESS_MODE;
  if (!isAccessMode(accessMode)) {
    throw new Error(
      `pagoda.kubernetes.results.accessMode is '${accessMode}'; write one of ${ACCESS_MODES.join(', ')}`,
    );
  }
  return {
    gateways: {
      image:
        kubernetes?.getOptionalString('gatewayImage') ??
        'pagoda/data-gateway:0.1.0',
      idleSeconds: kubernetes?.getOptionalNumber('gatewayIdleSeconds') ?? 300,
      readyTimeout:
        (kubernetes?.getOptionalNumber('gatewayReadySeconds') ?? 60) * 1000,
    },
    results: {
      size: results?.getOptionalString('size') ?? DEFAULT_RESULTS_SIZE,
      storageClass: results?.getOptionalString('storageClass'),
      accessMode,
    },
  };
}

function isAccessMode(text: string): text is AccessMode {
  return ACCESS_MODES.includes(text);
}

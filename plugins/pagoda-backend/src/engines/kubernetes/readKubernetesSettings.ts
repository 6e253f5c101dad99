import type { Config } from '@backstage/config';
import { portalId } from './labels';

/** What the configuration says of runs on Kubernetes. */
export interface KubernetesSettings {
  /** See portalId. */
  portal: string;
  /** What GPUs are asked for as. */
  gpuResource: string;
  /** An image with `/bin/busybox`: that of the data gateway. */
  toolImage: string;
  /** Jobs of ended runs stay so long for whoever wants to look at them, in seconds. */
  keepSeconds: number;
}

/** Reads `pagoda.kubernetes`. */
export function readKubernetesSettings(config: Config): KubernetesSettings {
  const kubernetes = config.getOptionalConfig('pagoda.kubernetes');
  return {
    portal:
      kubernetes?.getOptionalString('portalId') ??
      portalId(config.getString('app.baseUrl')),
    gpuResource:
      kubernetes?.getOptionalString('gpuResource') ?? 'nvidia.com/gpu',
    toolImage:
      kubernetes?.getOptionalString('gatewayImage') ??
      'pagoda/data-gateway:0.1.0',
    keepSeconds: kubernetes?.getOptionalNumber('keepFinishedSeconds') ?? 300,
  };
}

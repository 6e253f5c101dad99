import type { RancherClient } from '../../clients/rancher/RancherClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import { managementPath } from './paths';

interface Setting {
  value?: string;
  default?: string;
}

/** Of `kubeconfig-default-token-ttl-minutes`, where it can't be read. */
const DEFAULT_MINUTES = 43_200;

/**
 * Makes a kubeconfig that ends by itself. Ranchers before 2.12, and those that refuse the account, make one that ends when
 * their settings say: the answer tells when.
 *
 * @param options - `cluster`: the id of the management cluster
 * @throws KubernetesError 400 when it would live for too long
 */
export async function makeKubeconfig(
  client: RancherClient,
  options: { cluster: string; ttlSeconds: number; description: string },
): Promise<{ kubeconfig: string; expiresAt: Date }> {
  const begun = Date.now();
  try {
    const { spec, status } = await client.createKubeconfig(options);
    if (status?.value) {
      const ttl = spec?.ttl ?? options.ttlSeconds;
      return {
        kubeconfig: status.value,
        expiresAt: new Date(begun + ttl * 1_000),
      };
    }
  } catch (error) {
    if (!(
      error instanceof KubernetesError && [403, 404].includes(error.status)
    )) {
      throw error;
    }
  }
  const kubeconfig = await client.generateKubeconfig(options.cluster);
  const minutes = await readMinutes(client);
  return { kubeconfig, expiresAt: new Date(begun + minutes * 60_000) };
}

async function readMinutes({ kubernetes }: RancherClient): Promise<number> {
  try {
    const setting = await kubernetes.find<Setting>(
      managementPath('settings', 'kubeconfig-default-token-ttl-minutes'),
    );
    return Number(setting?.value || setting?.default) || DEFAULT_MINUTES;
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 403) {
      return DEFAULT_MINUTES;
    }
    throw error;
  }
}

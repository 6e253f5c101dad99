import { stringify } from 'yaml';
import type { KubernetesConnection } from '../../clients/kubernetes/KubernetesConnection';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import type { RancherClient } from '../../clients/rancher/RancherClient';

/** What is made, and until when it is good. */
export interface MadeKubeconfig {
  kubeconfig: string;
  expiresAt: Date;
}

/**
 * Makes a kubeconfig that ends by itself. Where Rancher makes none (before 2.12, or for this account), it is put together
 * with a token that is good for this cluster alone.
 *
 * @param options - `cluster`: the id of the management cluster
 * @throws KubernetesError 400 when it would live for too long
 */
export async function makeKubeconfig(
  client: RancherClient,
  options: { cluster: string; ttlSeconds: number; description: string },
): Promise<MadeKubeconfig> {
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
    const isRefused =
      error instanceof KubernetesError && [403, 404].includes(error.status);
    if (!isRefused) {
      throw error;
    }
  }
  const { cluster, description, ttlSeconds } = options;
  const { token, expiresAt } = await client.createToken({
    ...{ cluster, description, ttlMilliseconds: ttlSeconds * 1_000 },
  });
  return {
    kubeconfig: toKubeconfig(client.clusterConnection(cluster), cluster, token),
    // Rancher may allow less than it was asked for.
    expiresAt: expiresAt
      ? new Date(expiresAt)
      : new Date(begun + ttlSeconds * 1_000),
  };
}

function toKubeconfig(
  { server, ca, insecureSkipTlsVerify }: KubernetesConnection,
  name: string,
  token: string,
): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server,
          ...(ca !== undefined && {
            'certificate-authority-data': Buffer.from(ca).toString('base64'),
          }),
          ...(insecureSkipTlsVerify && { 'insecure-skip-tls-verify': true }),
        },
      },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}

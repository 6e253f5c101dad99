import { stringify } from 'yaml';
import { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { KubernetesConnection } from '../../clients/kubernetes/KubernetesConnection';

/** Administrators come in as this account, whose tokens end. Certificates of Magnum's last five years and cannot be revoked. */
const ACCOUNT = { namespace: 'kube-system', name: 'pagoda-administrator' };
const LABELS = { 'app.kubernetes.io/managed-by': 'pagoda' };
/** Kubernetes makes no shorter ones: kubernetes.io, TokenRequest. */
const SHORTEST = 600;

/**
 * A kubeconfig with all rights in a cluster, by a token that ends by itself.
 *
 * @param ttlSeconds - the API server may give less, and gives at least ten minutes: see `expiresAt`
 * @throws KubernetesError
 */
export async function makeKubeconfig(
  connection: KubernetesConnection,
  cluster: string,
  ttlSeconds: number,
): Promise<{ kubeconfig: string; expiresAt: Date }> {
  const client = new KubernetesClient(connection);
  try {
    await ensureAccount(client);
    const { status } = await client.create<{
      status: { token: string; expirationTimestamp: string };
    }>(
      { ...ACCOUNT, resource: 'serviceaccounts', subresource: 'token' },
      {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: Math.max(SHORTEST, ttlSeconds) },
      },
    );
    return {
      kubeconfig: write(connection, cluster, status.token),
      expiresAt: new Date(status.expirationTimestamp),
    };
  } finally {
    await client.close();
  }
}

async function ensureAccount(client: KubernetesClient): Promise<void> {
  await client.apply(
    { ...ACCOUNT, resource: 'serviceaccounts' },
    {
      ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
      metadata: { ...ACCOUNT, labels: LABELS },
    },
  );
  await client.apply(
    {
      ...{ group: 'rbac.authorization.k8s.io', name: ACCOUNT.name },
      resource: 'clusterrolebindings',
    },
    {
      ...{
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
      },
      metadata: { name: ACCOUNT.name, labels: LABELS },
      roleRef: {
        ...{ apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
        name: 'cluster-admin',
      },
      subjects: [{ kind: 'ServiceAccount', ...ACCOUNT }],
    },
  );
}

function write(
  { server, ca, insecureSkipTlsVerify, tlsServerName }: KubernetesConnection,
  cluster: string,
  token: string,
): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': cluster,
    clusters: [
      {
        name: cluster,
        cluster: {
          server,
          ...(ca !== undefined && {
            'certificate-authority-data': Buffer.from(ca).toString('base64'),
          }),
          ...(insecureSkipTlsVerify && { 'insecure-skip-tls-verify': true }),
          ...(tlsServerName !== undefined && {
            'tls-server-name': tlsServerName,
          }),
        },
      },
    ],
    users: [{ name: cluster, user: { token } }],
    contexts: [{ name: cluster, context: { cluster, user: cluster } }],
  });
}

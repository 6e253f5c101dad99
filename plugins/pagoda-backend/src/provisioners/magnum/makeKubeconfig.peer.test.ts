import { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { parseKubeconfig } from '../../clients/kubernetes/parseKubeconfig';
import {
  createKubernetesPeerClient,
  readPeerKubeconfig,
} from '../../testing/kubernetesPeer';
import { makeKubeconfig } from './makeKubeconfig';

describe('makeKubeconfig on a real API server', () => {
  const admin = createKubernetesPeerClient();

  afterAll(async () => {
    const name = 'pagoda-administrator';
    await admin.delete({
      ...{ resource: 'serviceaccounts', namespace: 'kube-system', name },
    });
    await admin.delete({
      ...{ group: 'rbac.authorization.k8s.io', name },
      resource: 'clusterrolebindings',
    });
    await admin.close();
  });

  it('makes one that works, and says when it ends', async () => {
    const connection = parseKubeconfig(readPeerKubeconfig());
    const { kubeconfig, expiresAt } = await makeKubeconfig(
      ...([connection, 'cluster', 1800] as const),
    );
    expect(Math.abs(expiresAt.getTime() - Date.now() - 1800_000)).toBeLessThan(
      60_000,
    );
    const client = new KubernetesClient(parseKubeconfig(kubeconfig));
    const nodes = await client.list<{ metadata: { name: string } }>({
      resource: 'nodes',
    });
    expect(nodes.items.length).toBeGreaterThan(0);
    await client.close();
    // Kubernetes makes none for less than ten minutes.
    const short = await makeKubeconfig(connection, 'cluster', 60);
    expect(
      Math.abs(short.expiresAt.getTime() - Date.now() - 600_000),
    ).toBeLessThan(60_000);
  });
});

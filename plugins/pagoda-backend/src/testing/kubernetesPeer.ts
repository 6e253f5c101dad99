import { readFileSync } from 'node:fs';
import { KubernetesClient } from '../clients/kubernetes/KubernetesClient';
import { parseKubeconfig } from '../clients/kubernetes/parseKubeconfig';

/** The kubeconfig of the real Kubernetes that tests run against. Fails loudly where there is none. */
export function readPeerKubeconfig(): string {
  const path = process.env.PAGODA_PEER_KUBECONFIG;
  if (!path) {
    throw new Error(
      'PAGODA_PEER_KUBECONFIG names no kubeconfig; run this by npm run test:peers',
    );
  }
  return readFileSync(path, 'utf8');
}

/** An administrator's client of it. */
export function createKubernetesPeerClient(): KubernetesClient {
  return new KubernetesClient(parseKubeconfig(readPeerKubeconfig()));
}

/** Waits for what becomes true; the last failure is what is told. @param patience - in milliseconds */
export async function eventually<T>(
  look: () => Promise<T> | T,
  patience: number = 30_000,
): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }
}

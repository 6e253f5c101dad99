import { readFileSync } from 'node:fs';
import { KubernetesClient } from '../clients/kubernetes/KubernetesClient';
import { parseKubeconfig } from '../clients/kubernetes/parseKubeconfig';

/** Where tests find their clusters: one with a real node, and one of nodes that KWOK plays, with Kueue. */
const VARIABLES = {
  real: 'PAGODA_PEER_KUBECONFIG',
  kwok: 'PAGODA_PEER_KWOK_KUBECONFIG',
};

/** The kubeconfig of the real Kubernetes that tests run against. Fails loudly where there is none. */
export function readPeerKubeconfig(
  kind: keyof typeof VARIABLES = 'real',
): string {
  const path = process.env[VARIABLES[kind]];
  if (!path) {
    throw new Error(
      `${VARIABLES[kind]} names no kubeconfig; run this by npm run test:peers`,
    );
  }
  return readFileSync(path, 'utf8');
}

/** An administrator's client of it. */
export function createKubernetesPeerClient(
  kind?: keyof typeof VARIABLES,
): KubernetesClient {
  return new KubernetesClient(parseKubeconfig(readPeerKubeconfig(kind)));
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

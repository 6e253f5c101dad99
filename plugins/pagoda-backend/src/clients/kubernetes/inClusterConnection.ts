import { readFileSync } from 'node:fs';
import { InputError } from '@backstage/errors';
import type { KubernetesConnection } from './KubernetesConnection';

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The connection of a pod to its own cluster: kubernetes.io, Accessing the Kubernetes API from a Pod.
 *
 * @throws InputError outside of a cluster
 */
export function inClusterConnection(): KubernetesConnection {
  const host = process.env.KUBERNETES_SERVICE_HOST;
  const port = process.env.KUBERNETES_SERVICE_PORT;
  if (!host || !port) {
    throw new InputError(
      'The portal does not run in a Kubernetes cluster: it has no KUBERNETES_SERVICE_HOST. Give a kubeconfig instead.',
    );
  }
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ca: readFileSync(`${FOLDER}/ca.crt`, 'utf8'),
    auth: { tokenFile: `${FOLDER}/token` },
  };
}

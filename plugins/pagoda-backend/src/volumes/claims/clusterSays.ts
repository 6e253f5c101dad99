import type { KubernetesError } from '../../clients/kubernetes/KubernetesError';

/** What a cluster has answered, without the request that it answered. */
export function clusterSays({ message }: KubernetesError): string {
  const start = message.indexOf(': ');
  return start < 0 ? message : message.slice(start + 2);
}

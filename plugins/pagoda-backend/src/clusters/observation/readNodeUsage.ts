import type { ClusterResources } from '@pagoda/plugin-pagoda-common';
import type { Container, Pod, PodSpec } from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { toClusterResources } from './toClusterResources';

/**
 * What PAGoDA's pods that have not ended ask for, by node.
 *
 * @param gpuResource - what GPUs are asked for as, such as `nvidia.com/gpu`
 */
export async function readNodeUsage(
  client: KubernetesClient,
  gpuResource: string,
): Promise<Map<string, ClusterResources>> {
  const usage = new Map<string, ClusterResources>();
  const pods = client.listAll<Pod>(
    { resource: 'pods' },
    {
      labelSelector: 'app.kubernetes.io/managed-by=pagoda',
      fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed',
    },
  );
  for await (const { spec } of pods) {
    if (spec?.nodeName) {
      const asked = podRequests(spec, gpuResource);
      const before = usage.get(spec.nodeName);
      usage.set(spec.nodeName, before ? add(before, asked) : asked);
    }
  }
  return usage;
}

/**
 * What the scheduler counts of a pod: its containers and the helpers that live beside them, or an init container that
 * asks for more.
 */
function podRequests(
  { containers, initContainers = [] }: PodSpec,
  gpuResource: string,
): ClusterResources {
  const requestsOf = ({ resources }: Container) =>
    toClusterResources(
      { ...resources?.limits, ...resources?.requests },
      gpuResource,
    );
  const isHelper = ({ restartPolicy }: { restartPolicy?: string }) =>
    restartPolicy === 'Always';
  const together = [...containers, ...initContainers.filter(isHelper)]
    .map(requestsOf)
    .reduce(add);
  return initContainers
    .filter(container => !isHelper(container))
    .map(requestsOf)
    .reduce(
      (most, each) => ({
        cpu: Math.max(most.cpu, each.cpu),
        memoryBytes: Math.max(most.memoryBytes, each.memoryBytes),
        gpu: Math.max(most.gpu, each.gpu),
      }),
      together,
    );
}

function add(a: ClusterResources, b: ClusterResources): ClusterResources {
  return {
    cpu: Math.round((a.cpu + b.cpu) * 1000) / 1000,
    memoryBytes: a.memoryBytes + b.memoryBytes,
    gpu: a.gpu + b.gpu,
  };
}

import type { ClusterResources } from '@pagoda/plugin-pagoda-common';
import type { Node } from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { toClusterResources } from './toClusterResources';

/** What is kept of a node. */
export interface NodeRecord {
  name: string;
  ready: boolean;
  /** Why it is not ready, or takes no new pods. */
  message?: string;
  /** Whether new pods may be put on it. */
  schedulable: boolean;
  capacity: ClusterResources;
  /** What pods may have of the capacity. */
  allocatable: ClusterResources;
  /** What PAGoDA's pods on it ask for. */
  used?: ClusterResources;
  version: string;
  operatingSystem: string;
  labels: Record<string, string>;
  taints: { key: string; value?: string; effect: string }[];
}

/**
 * All nodes, by name.
 *
 * @param gpuResource - what GPUs are asked for as, such as `nvidia.com/gpu`
 */
export async function readNodes(
  client: KubernetesClient,
  gpuResource: string,
): Promise<NodeRecord[]> {
  const nodes: NodeRecord[] = [];
  for await (const node of client.listAll<Node>({ resource: 'nodes' }, {})) {
    nodes.push(toNodeRecord(node, gpuResource));
  }
  // node-2 before node-10.
  return nodes.sort((a, b) =>
    a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
}

/** What pods may have on the nodes that are ready and take pods. */
export function sumCapacity(nodes: readonly NodeRecord[]): ClusterResources {
  const total: ClusterResources = { cpu: 0, memoryBytes: 0, gpu: 0 };
  for (const { ready, schedulable, allocatable } of nodes) {
    if (ready && schedulable) {
      total.cpu += allocatable.cpu;
      total.memoryBytes += allocatable.memoryBytes;
      total.gpu += allocatable.gpu;
    }
  }
  // Sums of thousandths of cores would otherwise end in …0000001.
  return { ...total, cpu: Math.round(total.cpu * 1000) / 1000 };
}

/** The part of a node that is of interest. */
function toNodeRecord(
  { metadata, spec, status }: Node,
  gpuResource: string,
): NodeRecord {
  const condition = status?.conditions?.find(({ type }) => type === 'Ready');
  const ready = condition?.status === 'True';
  const schedulable = spec?.unschedulable !== true;
  const info = status?.nodeInfo;
  const message = nodeMessage(ready, schedulable, condition);
  return {
    name: metadata?.name ?? '',
    ready,
    schedulable,
    ...(message !== undefined && { message }),
    capacity: toClusterResources(status?.capacity, gpuResource),
    allocatable: toClusterResources(
      status?.allocatable ?? status?.capacity,
      gpuResource,
    ),
    version: info?.kubeletVersion ?? '',
    operatingSystem: [
      info?.osImage || info?.operatingSystem,
      info?.architecture && `(${info.architecture})`,
    ]
      .filter(Boolean)
      .join(' '),
    labels: metadata?.labels ?? {},
    taints: (spec?.taints ?? []).map(({ key, value, effect }) => ({
      key,
      ...(value && { value }),
      effect,
    })),
  };
}

function nodeMessage(
  ready: boolean,
  schedulable: boolean,
  condition: { status: string; message?: string } | undefined,
): string | undefined {
  if (!ready) {
    return condition?.status === 'Unknown' || !condition
      ? 'The node has stopped reporting.'
      : condition.message || 'The node says that it is not ready.';
  }
  return schedulable ? undefined : 'It is cordoned: no new pods are put on it.';
}

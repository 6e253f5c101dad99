import type {
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
} from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';

/** The label of a node that volumes of its disks name. */
const HOSTNAME = 'kubernetes.io/hostname';

/**
 * Why the nodes that a claim's volume lies on cannot be had; goes after "its volume ". `undefined` where the volume names
 * no nodes, or the cluster does not let us see them.
 */
export async function describePlace(
  client: Pick<KubernetesClient, 'find'>,
  namespace: string,
  claimName: string,
): Promise<string | undefined> {
  try {
    const claim = await client.find<PersistentVolumeClaim>({
      ...{ resource: 'persistentvolumeclaims', namespace, name: claimName },
    });
    const name = claim?.spec?.volumeName;
    const volume =
      name === undefined
        ? undefined
        : await client.find<PersistentVolume>({
            ...{ resource: 'persistentvolumes', name },
          });
    const nodes = volume ? nodesOf(volume) : [];
    const states = await Promise.all(
      nodes.map(async node => {
        const found = await client.find<Node>({
          resource: 'nodes',
          name: node,
        });
        return `lies on node '${node}', which ${stateOf(found)}`;
      }),
    );
    return states.length > 0 ? states.join(', or ') : undefined;
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 403) {
      return undefined;
    }
    throw error;
  }
}

function nodesOf({ spec }: PersistentVolume): string[] {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms ?? [];
  return terms.flatMap(({ matchExpressions = [] }) =>
    matchExpressions.flatMap(({ key, values = [] }) =>
      key === HOSTNAME ? values : [],
    ),
  );
}

function stateOf(node: Node | undefined): string {
  if (!node) {
    return 'the cluster does not have any more';
  }
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status !== 'True') {
    return `is not ready (${ready?.message ?? 'it does not report'})`;
  }
  return node.spec?.unschedulable
    ? 'takes no new pods now (it is cordoned)'
    : 'has no room for it now';
}

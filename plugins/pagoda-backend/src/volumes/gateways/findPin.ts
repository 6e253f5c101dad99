import type {
  PersistentVolumeClaim,
  Pod,
  PodSpec,
} from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { LABELS } from '../../projects/clusters/objectNames';

/** Who has a claim in use, and where. */
export interface Pin {
  /** The node that the claim's volume is attached to. */
  node: string;
  /** What a pod there has to tolerate. */
  tolerations?: PodSpec['tolerations'];
  /** The pod that uses it. */
  pod: string;
  /** The run that the pod belongs to, where it is one. */
  run?: string;
}

/** Whether a claim may be used on one node alone, and by one pod alone. */
export function reachOf(claim: PersistentVolumeClaim): 'many' | 'node' | 'pod' {
  const modes = claim.spec?.accessModes ?? [];
  if (modes.includes('ReadWriteMany') || modes.includes('ReadOnlyMany')) {
    return 'many';
  }
  return modes.includes('ReadWriteOnce') ? 'node' : 'pod';
}

/**
 * The node that a claim is bound to for now, since a pod uses it there; `undefined` where no pod does.
 *
 * @param except - name of a pod that does not count
 * @param phases - field selector of the pods that count; by default those that have not ended
 */
export async function findPin(
  client: Pick<KubernetesClient, 'listAll'>,
  namespace: string,
  claim: string,
  except: string,
  phases: string = 'status.phase!=Succeeded,status.phase!=Failed',
): Promise<Pin | undefined> {
  const pods = client.listAll<Pod>(
    { resource: 'pods', namespace },
    { fieldSelector: `${phases},spec.nodeName!=` },
  );
  for await (const { metadata, spec } of pods) {
    const uses = spec?.volumes?.some(
      ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim,
    );
    if (uses && spec?.nodeName && metadata?.name !== except) {
      return {
        node: spec.nodeName,
        tolerations: spec.tolerations,
        pod: metadata?.name ?? '',
        run: metadata?.labels?.[LABELS.run],
      };
    }
  }
  return undefined;
}

import type { Namespace } from 'kubernetes-types/core/v1';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import type { WaitingFor } from './ProjectNamespaceStore';

/** Objects that are named for each resource. */
const LIMIT = 10;

/** Such as `persistentvolumeclaims. has 1 resource instances, jobs.batch has 2 resource instances`. */
const REMAINING = /([a-z0-9-]+)\.([a-z0-9.-]*) has \d+ resource instances/g;

/** Who takes well-known finalizers off, and when. */
const FINALIZERS: Record<string, string> = {
  'kubernetes.io/pvc-protection': 'goes when no pod uses it any more',
  'kubernetes.io/pv-protection': 'goes when no claim uses it any more',
  'batch.kubernetes.io/job-tracking':
    'goes when the Job controller has counted the pod',
  foregroundDeletion: 'goes when everything that it owns is gone',
  orphan: 'goes when what it owns was let go',
};

/**
 * What a namespace being deleted waits for, by its conditions as the namespace controller sets them
 * (kubernetes/pkg/controller/namespace/deletion/status_condition_utils.go), and the objects that are still there.
 */
export async function findRemaining(
  client: KubernetesClient,
  namespace: Namespace,
): Promise<WaitingFor> {
  const name = namespace.metadata?.name ?? '';
  const conditions = (namespace.status?.conditions ?? []).filter(
    condition => condition.status === 'True',
  );
  const waiting: WaitingFor = conditions
    .filter(({ type }) => type.endsWith('Failure'))
    .map(({ message, reason }) => ({
      message: `The cluster cannot finish: ${message || reason || 'it does not say why'}`,
    }));
  const content = conditions.find(
    ({ type }) => type === 'NamespaceContentRemaining',
  );
  for (const [, resource, group] of (content?.message ?? '').matchAll(
    REMAINING,
  )) {
    waiting.push(...(await tryRemainingOf(client, name, group, resource)));
  }
  const own = namespace.metadata?.finalizers ?? [];
  if (own.length > 0) {
    waiting.push({
      resource: 'namespaces',
      name,
      finalizers: own,
      message: `The namespace itself ${describeFinalizers(own)}`,
    });
  }
  return waiting;
}

/** Of kinds that PAGoDA may not list, the cluster's word has to do. */
async function tryRemainingOf(
  ...[client, namespace, group, resource]: Parameters<typeof remainingOf>
): Promise<WaitingFor> {
  try {
    return await remainingOf(client, namespace, group, resource);
  } catch (error) {
    if (!(error instanceof KubernetesError) || error.status === 0) {
      throw error;
    }
    const full = group === '' ? resource : `${resource}.${group}`;
    return [
      {
        resource: full,
        message: `Some ${full} are still there; PAGoDA may not see which`,
      },
    ];
  }
}

async function remainingOf(
  client: KubernetesClient,
  namespace: string,
  group: string,
  resource: string,
): Promise<WaitingFor> {
  const version = group === '' ? 'v1' : await preferredVersion(client, group);
  const { items } = await client.list<{ metadata: ObjectMeta }>(
    { group, version, resource, namespace },
    { limit: LIMIT },
  );
  const full = group === '' ? resource : `${resource}.${group}`;
  return items.map(({ metadata }) => {
    const finalizers = metadata.finalizers ?? [];
    return {
      resource: full,
      name: metadata.name ?? '',
      finalizers,
      ...(metadata.deletionTimestamp && {
        deletionTimestamp: String(metadata.deletionTimestamp),
      }),
      message: `${full} ${metadata.name} ${
        finalizers.length > 0
          ? describeFinalizers(finalizers)
          : 'is still ending'
      }`,
    };
  });
}

function describeFinalizers(finalizers: string[]): string {
  const described = finalizers.map(
    finalizer =>
      `${finalizer}, which ${
        FINALIZERS[finalizer] ?? 'whoever set it has to take off'
      }`,
  );
  return `waits for its finalizer ${described.join('; and for ')}`;
}

async function preferredVersion(
  client: KubernetesClient,
  group: string,
): Promise<string> {
  const answer = (await client.raw(`/apis/${encodeURIComponent(group)}`)) as {
    preferredVersion?: { version?: string };
  };
  return answer.preferredVersion?.version ?? 'v1';
}

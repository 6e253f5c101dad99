import {
  CLUSTER_RIGHTS,
  type ClusterCheck,
  type ClusterRight,
} from '@pagoda/plugin-pagoda-common';
import type { SelfSubjectAccessReview } from 'kubernetes-types/authorization/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';

/** One right that the account lacks. */
export type MissingRight = ClusterCheck['missingRights'][number];

/** Reviews that are asked for at the same time. */
const CONCURRENCY = 8;

/**
 * Asks the cluster for each right whether the account has it, in all namespaces (SelfSubjectAccessReview, which every
 * account may create). Those it lacks, in the order of the list.
 *
 * @param installed - whether an API group is served: rights on what is not there are not missed
 */
export async function findMissingRights(
  client: KubernetesClient,
  installed: (group: string) => boolean,
  rights: readonly ClusterRight[] = CLUSTER_RIGHTS,
): Promise<MissingRight[]> {
  const wanted: MissingRight[] = rights
    .filter(({ group }) => installed(group))
    .flatMap(({ verbs, ...right }) => verbs.map(verb => ({ ...right, verb })));
  const allowed: boolean[] = [];
  let next = 0;
  const work = async () => {
    while (next < wanted.length) {
      const index = next;
      next += 1;
      allowed[index] = await isAllowed(client, wanted[index]);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return wanted.filter((_right, index) => !allowed[index]);
}

async function isAllowed(
  client: KubernetesClient,
  { group, resource, verb }: MissingRight,
): Promise<boolean> {
  const [name, subresource] = resource.split('/');
  const review = await client.create<SelfSubjectAccessReview>(
    { group: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews' },
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {
        resourceAttributes: { group, resource: name, subresource, verb },
      },
    },
  );
  return review.status?.allowed === true;
}

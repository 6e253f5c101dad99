import { parseQuantity, type Quota } from '@pagoda/plugin-pagoda-common';
import type { ResourceQuota } from 'kubernetes-types/core/v1';
import { projectLabels } from './objectNames';

const GI = 2 ** 30;

/** What PAGoDA itself needs beside runs: a data gateway, and what is ending while its successor begins. */
const HEADROOM = { cores: 1, memoryBytes: 2 * GI, pods: 10 };

/** Shares on top of the quota, so that PAGoDA's own admission is what binds and this is just the backstop. */
const SHARE = 1.1;

/** Name of the object. */
export const RESOURCE_QUOTA = 'pagoda';

/**
 * The project's quota as the cluster's own: a little above it, for PAGoDA keeps to the quota itself and explains what
 * waits, where Kubernetes just refuses pods.
 *
 * @param options - `resultsBytes`: storage of results, which is no part of the project's quota; `gpuResource`: what GPUs
 * are asked for as, such as `nvidia.com/gpu`
 */
export function buildResourceQuota(
  namespace: string,
  project: string,
  quota: Quota,
  { resultsBytes, gpuResource }: { resultsBytes: number; gpuResource: string },
): ResourceQuota {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: {
      name: RESOURCE_QUOTA,
      namespace,
      labels: projectLabels(project),
    },
    spec: {
      hard: {
        // Nothing of a project is to be reached from outside of the cluster.
        'services.loadbalancers': '0',
        'services.nodeports': '0',
        ...(quota.cpu !== undefined && {
          'requests.cpu': `${Math.ceil(
            (parseQuantity(quota.cpu) * SHARE + HEADROOM.cores) * 1000,
          )}m`,
        }),
        ...(quota.memory !== undefined && {
          'requests.memory': above(quota.memory, HEADROOM.memoryBytes),
        }),
        ...(quota.gpu !== undefined && {
          [`requests.${gpuResource}`]: String(quota.gpu),
        }),
        ...(quota.storage !== undefined && {
          'requests.storage': above(quota.storage, resultsBytes),
        }),
        ...(quota.concurrentRuns !== undefined && {
          // One that ends and one that begins, for each.
          pods: String(2 * quota.concurrentRuns + HEADROOM.pods),
        }),
      },
    },
  };
}

/** A little more than an amount of bytes. */
function above(quantity: string, headroom: number): string {
  return String(Math.ceil(parseQuantity(quantity) * SHARE + headroom));
}

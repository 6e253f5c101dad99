import type { ClusterCheck } from '@pagoda/plugin-pagoda-common';
import { toError } from '@backstage/errors';
import { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { expiryOf } from '../connections/describeConnection';
import {
  toKubernetesConnection,
  type StoredConnection,
} from '../connections/toKubernetesConnection';
import { describeContactError } from './describeContactError';
import { findMissingRights } from './findMissingRights';
import { isInstalled, readFeatures } from './readFeatures';
import { readNodes, sumCapacity } from './readNodes';
import { checkVersion } from './checkVersion';

type Problem = ClusterCheck['problems'][number];

/**
 * Looks at a cluster as an import would: is it there, what is it, and what may the account do. Nothing is changed on it.
 *
 * @param gpuResource - what GPUs are asked for as, such as `nvidia.com/gpu`
 */
export async function tryConnection(
  stored: StoredConnection,
  gpuResource: string,
): Promise<ClusterCheck> {
  let connection;
  try {
    connection = toKubernetesConnection(stored);
  } catch (error) {
    return unreachable('', {
      reason: 'NotInCluster',
      message: toError(error).message,
      advice: 'Enter a kubeconfig, or a server and a token.',
    });
  }
  const { server } = connection;
  const expiresAt = expiryOf(connection);
  const client = new KubernetesClient(connection);
  try {
    const { gitVersion } = await client.version();
    const problems: Problem[] = checkVersion(gitVersion);
    const features = await readFeatures(client);
    const missingRights = await findMissingRights(client, group =>
      isInstalled(features, group),
    );
    const required = missingRights.filter(right => right.required);
    const mayReadNodes = !missingRights.some(
      ({ resource, verb }) => resource === 'nodes' && verb === 'list',
    );
    const nodes = mayReadNodes
      ? await readNodes(client, gpuResource)
      : undefined;
    if (required.length > 0) {
      problems.push({
        reason: 'RightsMissing',
        message: `The account lacks ${required.length} of the rights that PAGoDA needs.`,
        advice:
          'Apply the manifest in docs/administrator.md on the cluster, and use the account that it makes.',
        fatal: true,
      });
    }
    if (nodes?.every(({ ready }) => !ready)) {
      problems.push({
        reason: 'NoReadyNode',
        message:
          nodes.length === 0
            ? 'The cluster has no nodes.'
            : 'None of the nodes is ready.',
        advice: 'Runs wait until there is one.',
        fatal: false,
      });
    }
    if (features.storageClasses.length === 0) {
      problems.push({
        reason: 'NoStorageClass',
        message: 'The cluster has no storage class that the account may see.',
        advice:
          'Volumes and results need one: install a provisioner, or an NFS or CSI driver.',
        fatal: false,
      });
    }
    const { queues: _queues, ...shown } = features;
    return {
      usable: !problems.some(({ fatal }) => fatal),
      reachable: true,
      server,
      version: gitVersion,
      ...(nodes && {
        nodes: {
          total: nodes.length,
          ready: nodes.filter(({ ready }) => ready).length,
        },
        capacity: sumCapacity(nodes),
      }),
      features: shown,
      ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
      problems,
      missingRights,
    };
  } catch (error) {
    const facts = {
      server,
      expiresAt,
      proxy: connection.proxy !== undefined,
    };
    return {
      ...unreachable(server, describeContactError(error, facts)),
      ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    };
  } finally {
    await client.close();
  }
}

function unreachable(
  server: string,
  problem: Omit<Problem, 'fatal'>,
): ClusterCheck {
  return {
    usable: false,
    reachable: false,
    server,
    problems: [{ ...problem, fatal: true }],
    missingRights: [],
  };
}

import type { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import { clusterSays } from '../claims/clusterSays';
import type { GatewayTarget } from './types';
import { unreachable } from './unreachable';

/** Why a cluster has refused a gateway's pod; other errors are given back as they are. */
export function explainRefusal(
  target: GatewayTarget,
  error: KubernetesError,
): Error {
  if (error.status === 403 && /exceeded quota/.test(error.message)) {
    return unreachable(
      target,
      {
        message: `the quota of the project's namespace has no room for it: ${clusterSays(error)}`,
        advice: 'Wait until runs have ended, or ask for a larger quota.',
      },
      error,
    );
  }
  if (error.status === 403) {
    return unreachable(
      target,
      {
        message: `the cluster refuses it: ${clusterSays(error)}`,
        advice: 'Ask an administrator of PAGoDA.',
      },
      error,
    );
  }
  return error;
}

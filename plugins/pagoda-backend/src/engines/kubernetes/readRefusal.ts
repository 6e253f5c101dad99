import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import type { EngineProblem, ProblemReason } from '../types';

/** Why the API server did not take an object, where that is no passing failure; see Status of the API conventions. */
export function readRefusal(error: unknown): EngineProblem | undefined {
  if (!(error instanceof KubernetesError)) {
    return undefined;
  }
  const reason = reasonOf(error);
  return (
    reason && {
      reason,
      evidence: [{ source: 'engine', message: error.message }],
    }
  );
}

function reasonOf({
  status,
  message,
}: KubernetesError): ProblemReason | undefined {
  if (status === 0) {
    return 'ClusterUnreachable';
  }
  if (status === 500 && /failed calling webhook/.test(message)) {
    // Such as Kueue's, which is not up.
    return 'ClusterUnreachable';
  }
  if (/being terminated/.test(message)) {
    return 'NamespaceTerminating';
  }
  if (status === 422 || status === 400) {
    return 'InvalidSpec';
  }
  if (status === 403) {
    return /exceeded quota/.test(message) ? 'QuotaExceeded' : 'PolicyRefused';
  }
  return undefined;
}

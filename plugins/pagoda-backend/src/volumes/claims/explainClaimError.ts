import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import { FileError } from '../../files/FileError';
import { NamespaceError } from '../../projects/clusters/NamespaceError';
import { clusterSays } from './clusterSays';

/** Turns errors of clusters into FileError `FilesUnreachable`, which is written for users. */
export async function explainClaimError<T>(
  { cluster }: { cluster: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NamespaceError) {
      throw new FileError('FilesUnreachable', error.explanation.summary, {
        advice: error.explanation.advice,
        cause: error,
      });
    }
    if (error instanceof KubernetesError) {
      throw new FileError('FilesUnreachable', inWords(cluster, error), {
        advice: 'Try again in a moment.',
        cause: error,
      });
    }
    throw error;
  }
}

/** Whether an error of {@link explainClaimError} is that the cluster has not answered at all. */
export function isUnanswered(error: unknown): boolean {
  return (
    error instanceof FileError &&
    error.cause instanceof KubernetesError &&
    error.cause.status === 0
  );
}

function inWords(cluster: string, error: KubernetesError): string {
  if (error.status === 0) {
    return `Cluster '${cluster}' does not answer.`;
  }
  return error.status === 403 && /exceeded quota/.test(error.message)
    ? `The project's quota on cluster '${cluster}' has no room for it: ${clusterSays(error)}`
    : `Cluster '${cluster}' refuses it: ${clusterSays(error)}`;
}

import type { Dispatcher } from 'undici';
import { KubernetesError } from './KubernetesError';

/** More of an answer that is no Status says nothing more; in characters. */
const SHOWN = 300;

/** The error that an answer tells; reads its body. */
export async function readStatus(
  what: string,
  { statusCode, headers, body }: Dispatcher.ResponseData,
): Promise<KubernetesError> {
  const text = await body.text();
  const retryAfter = Number(headers['retry-after']);
  const common = {
    status: statusCode,
    ...(retryAfter > 0 && { retryAfterSeconds: retryAfter }),
  };
  try {
    const { message, reason, details } = JSON.parse(text) as {
      message?: string;
      reason?: string;
      details?: unknown;
    };
    if (message !== undefined) {
      return new KubernetesError(`${what}: ${message}`, {
        ...{ ...common, reason, details },
      });
    }
  } catch {
    // Something between us and the API server has answered: a proxy's page, say.
  }
  return new KubernetesError(
    `${what}: HTTP ${statusCode}, not in the words of Kubernetes: ${text.slice(0, SHOWN).trim() || 'empty'}`,
    common,
  );
}

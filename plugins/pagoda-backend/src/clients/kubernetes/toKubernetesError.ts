import { KubernetesError } from './KubernetesError';

/** What undici and Node throw where the server is not reached, does not answer in time, or breaks off. */
export function toKubernetesError(what: string, error: unknown): Error {
  if (error instanceof KubernetesError) {
    return error;
  }
  const { name, message, code, cause } = error as Error & {
    code?: string;
    cause?: { code?: string; message?: string };
  };
  if (name === 'SyntaxError') {
    // A proxy's page with status 200, say.
    return new KubernetesError(
      `${what}: something else than Kubernetes answers: ${message}`,
      { status: 0, reason: 'NotJson', cause: error },
    );
  }
  const detail = cause?.message ?? message;
  const known = cause?.code ?? code;
  return new KubernetesError(
    `${what}: the server was not reached: ${detail}${known && !detail.includes(known) ? ` (${known})` : ''}`,
    { status: 0, ...(known && { reason: known }), cause: error },
  );
}

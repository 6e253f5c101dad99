const RETRIED = new Set([429, 502, 503, 504]);
const ATTEMPTS = 5;

/**
 * Sends a request again when the network or the server fails for a moment, but only one that may be sent twice: reads, and
 * writes that carry an Idempotency-Key or are idempotent by their method.
 */
export async function retryingFetch(request: Request): Promise<Response> {
  const repeatable =
    request.body === null ||
    request.headers.get('Content-Type') === 'application/json';
  const idempotent =
    request.method !== 'POST' || request.headers.has('Idempotency-Key');
  for (let attempt = 1; ; attempt += 1) {
    const last = attempt === ATTEMPTS || !repeatable || !idempotent;
    try {
      const response = await fetch(last ? request : request.clone());
      if (last || !RETRIED.has(response.status)) {
        return response;
      }
      await response.body?.cancel();
      await pause(delayOf(attempt, response.headers.get('Retry-After')));
    } catch (error) {
      if (last || request.signal.aborted) {
        throw error;
      }
      await pause(delayOf(attempt, null));
    }
  }
}

function delayOf(attempt: number, retryAfter: string | null): number {
  const seconds = Number(retryAfter);
  return retryAfter !== null && Number.isFinite(seconds)
    ? Math.min(seconds * 1000, 30_000)
    : 200 * 2 ** (attempt - 1);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

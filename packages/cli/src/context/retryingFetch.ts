const RETRIED = new Set([429, 502, 503, 504]);
const ATTEMPTS = 5;

/** Pause before the second attempt, in milliseconds; doubled for each further one. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 30_000;

/** How {@link retryingFetch} sends. */
export interface RetryOptions {
  /** Whether the request may be sent twice; {@link isRepeatable} tells where nothing is said. */
  repeatable?: boolean;
  /** How long an answer may take to begin, in milliseconds; without it, any time. */
  patience?: number;
  /** The body is a stream that may be large. */
  streamed?: boolean;
  /** Told before each further attempt, with the pause in milliseconds. */
  onRetry?: (pause: number) => void;
}

/**
 * Sends a request again when the network or the server fails for a moment (no answer, 429, 502, 503, 504), but only one
 * that may be sent twice.
 *
 * @param make - makes the request, anew for each attempt
 */
export async function retryingFetch(
  make: () => Request,
  options: RetryOptions = {},
): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const request = make();
    const last =
      attempt === ATTEMPTS || !(options.repeatable ?? isRepeatable(request));
    let pause: number;
    try {
      const response = await fetchWithin(request, options);
      if (attempt > 1 && request.method === 'DELETE' && is404(response)) {
        // The attempt before has done it, and its answer was lost.
        await response.body?.cancel();
        return new Response(null, { status: 204 });
      }
      if (last || !RETRIED.has(response.status)) {
        return response;
      }
      await response.body?.cancel();
      pause = pauseAfter(attempt, response.headers.get('Retry-After'));
    } catch (error) {
      if (last || request.signal.aborted) {
        throw error;
      }
      pause = pauseAfter(attempt, null);
    }
    options.onRetry?.(pause);
    await new Promise(resolve => setTimeout(resolve, pause));
  }
}

/** Whether a request may be sent twice: by its method, by an Idempotency-Key, or because the second time changes nothing. */
export function isRepeatable({ method, headers, url }: Request): boolean {
  if (method === 'POST') {
    return headers.has('Idempotency-Key') || /:(cancel|validate)$/.test(url);
  }
  return !headers.has('If-None-Match');
}

/**
 * Fetch keeps a copy of a body, for the case that it is redirected or asks the window for a password; only without both
 * does it let go of what has been sent (Fetch standard, HTTP-network-or-cache fetch, step 8.2).
 */
const WITHOUT_COPY: RequestInit = { redirect: 'error', window: null };

async function fetchWithin(
  request: Request,
  { patience, streamed }: RetryOptions,
): Promise<Response> {
  const init = streamed ? WITHOUT_COPY : {};
  if (patience === undefined) {
    return fetch(request, init);
  }
  const abort = new AbortController();
  const timer = setTimeout(
    () => abort.abort(new Error(`No answer within ${patience / 1000} s`)),
    patience,
  );
  try {
    return await fetch(request, {
      ...init,
      signal: AbortSignal.any([request.signal, abort.signal]),
    });
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

function is404(response: Response): boolean {
  return response.status === 404;
}

/** Spread by chance, so that many clients do not come back at the same moment. */
function pauseAfter(attempt: number, retryAfter: string | null): number {
  const seconds = Number(retryAfter);
  if (retryAfter !== null && Number.isFinite(seconds)) {
    return Math.min(seconds * 1000, LONGEST_PAUSE);
  }
  return Math.round(
    FIRST_PAUSE * 2 ** (attempt - 1) * (0.75 + Math.random() / 2),
  );
}

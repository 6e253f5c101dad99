import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './generated/openapi.generated';
import { PagodaApiError } from './PagodaApiError';

/** The typed client: `GET`, `POST` … by path, as openapi-fetch makes it. */
export type PagodaClient = Client<paths>;

/** How a client reaches the API. */
export interface PagodaClientOptions {
  /** The portal's address with the API's path, such as `http://localhost:7007/api/pagoda/v1`. */
  baseUrl: string;
  /** Sends the request; adds the token where the platform's own fetch does not. */
  fetch?: (request: Request) => Promise<Response>;
  /** Called for each request; `undefined` sends none. */
  getToken?: () => Promise<string | undefined>;
}

/** What fetch throws when no answer comes. */
const NETWORK_FAILURES = ['TypeError', 'TimeoutError', 'Error'];

/**
 * The one client of PAGoDA's API, that the pages, the CLI and the scaffolder actions use.
 *
 * Every call rejects with {@link PagodaApiError} when the answer is not a success or none came, so that `data` is there.
 */
export function createPagodaClient(options: PagodaClientOptions): PagodaClient {
  const client = createClient<paths>({
    baseUrl: options.baseUrl,
    fetch: options.fetch,
    querySerializer: { array: { style: 'form', explode: true } },
    // The default would also encode the slashes between the segments of `{path}`.
    pathSerializer: (pathname, pathParams) =>
      pathname.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = String(pathParams[name]);
        return name === 'path'
          ? value.split('/').map(encodeURIComponent).join('/')
          : encodeURIComponent(value);
      }),
  });
  client.use({
    async onRequest({ request }) {
      const token = await options.getToken?.();
      if (token) {
        request.headers.set('Authorization', `Bearer ${token}`);
      }
      return request;
    },
    async onResponse({ response }) {
      if (!response.ok && response.status !== 304) {
        throw await PagodaApiError.fromResponse(response);
      }
    },
    onError({ error }) {
      if (error instanceof PagodaApiError) {
        return error;
      }
      const cause = error instanceof Error ? error : new Error(String(error));
      if (!NETWORK_FAILURES.includes(cause.name)) {
        // Aborted by the caller, or an error that the caller's own fetch has a name for.
        return cause;
      }
      return new PagodaApiError({
        status: 0,
        code: 'Unreachable',
        message: `No answer from ${options.baseUrl}: ${reason(cause)}`,
        advice: 'Check the address and that the portal runs.',
      });
    },
  });
  return client;
}

/** Node's fetch hides the reason of a failure in `cause`. */
function reason(error: Error): string {
  const { cause } = error;
  if (cause instanceof Error) {
    return (cause as NodeJS.ErrnoException).code ?? cause.message;
  }
  return error.message;
}

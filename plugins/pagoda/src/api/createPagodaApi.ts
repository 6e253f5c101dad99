import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import {
  createPagodaClient,
  PagodaApiError,
} from '@pagoda/plugin-pagoda-common';
import type { PagodaApi, PagodaRequest } from './PagodaApi';

/** Stands in the client's addresses for the real one, which is known only once discovery has answered. */
const PLACEHOLDER = 'http://pagoda.invalid';

/** The binding over the platform's own fetch, which adds the user's token. */
export function createPagodaApi(options: {
  discoveryApi: DiscoveryApi;
  fetchApi: FetchApi;
}): PagodaApi {
  const { discoveryApi, fetchApi } = options;

  async function getBaseUrl() {
    return `${await discoveryApi.getBaseUrl('pagoda')}/v1`;
  }

  async function send(path: string, init: RequestInit): Promise<Response> {
    return sendTo(`${await getBaseUrl()}${path}`, init);
  }

  async function sendTo(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetchApi.fetch(url, init);
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') {
        throw error;
      }
      throw new PagodaApiError({
        status: 0,
        code: 'Unreachable',
        message: 'The portal does not answer.',
        advice: 'Check your network connection, then try again.',
      });
    }
  }

  const client = createPagodaClient({
    baseUrl: PLACEHOLDER,
    fetch: async sent => {
      // The body is read rather than passed on: browsers refuse to stream one over HTTP/1.1.
      const body =
        sent.method === 'GET' || sent.method === 'HEAD'
          ? undefined
          : await sent.text();
      return send(sent.url.slice(PLACEHOLDER.length), {
        method: sent.method,
        headers: sent.headers,
        body: body === '' ? undefined : body,
        signal: sent.signal,
      });
    },
  });

  async function request(path: string, init: PagodaRequest = {}) {
    const { query, ...rest } = init;
    const response = await send(`${path}${toQueryString(query)}`, rest);
    if (!response.ok) {
      throw await PagodaApiError.fromResponse(response);
    }
    return response;
  }

  async function openFrame(path: string, signal?: AbortSignal) {
    const plugin = await discoveryApi.getBaseUrl('pagoda');
    const ask = async (url: string, init: RequestInit) => {
      const response = await sendTo(url, { ...init, signal });
      if (!response.ok) {
        throw await PagodaApiError.fromResponse(response);
      }
      return response;
    };
    const cookie = await ask(`${plugin}/.backstage/auth/v1/cookie`, {
      credentials: 'include',
    });
    const { expiresAt } = (await cookie.json()) as { expiresAt: string };
    const url = new URL(path, `${plugin}/`).href;
    const page = await ask(url, { headers: { Accept: 'application/json' } });
    await page.body?.cancel();
    return { url, expiresAt: new Date(expiresAt) };
  }

  return { client, request, openFrame, getBaseUrl };
}

function toQueryString(query: PagodaRequest['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) {
      continue;
    }
    for (const single of Array.isArray(value) ? value : [value]) {
      search.append(name, String(single));
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

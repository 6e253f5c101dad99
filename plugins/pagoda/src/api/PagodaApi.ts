import { createApiRef } from '@backstage/core-plugin-api';
import type { PagodaClient } from '@pagoda/plugin-pagoda-common';

/** What {@link PagodaApi.request} sends. */
export interface PagodaRequest {
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Values of the query; an array becomes a repeated parameter, `undefined` is left out. */
  query?: Record<
    string,
    string | number | boolean | readonly string[] | undefined
  >;
  headers?: Record<string, string>;
  body?: BodyInit;
  signal?: AbortSignal;
}

/** How the pages reach PAGoDA's REST API, as the user who is signed in. */
export interface PagodaApi {
  /** The typed client; every call rejects with `PagodaApiError` unless it succeeded. */
  readonly client: PagodaClient;
  /**
   * The raw answer, for streams and files.
   *
   * @param path - below `/api/pagoda/v1`, its segments already encoded, such as `/runs/events`
   * @throws PagodaApiError when the answer is not a success, or none came
   */
  request(path: string, options?: PagodaRequest): Promise<Response>;
  /**
   * Makes ready that a frame shows a page of the portal's backend: gives the browser the cookie by which it is known there,
   * and finds out whether there is something to show.
   *
   * @param path - below `/api/pagoda/`, with its query
   * @returns the whole address, and until when the cookie is good
   * @throws PagodaApiError which says why there is nothing to show
   */
  openFrame(
    path: string,
    signal?: AbortSignal,
  ): Promise<{ url: string; expiresAt: Date }>;
  /** The address of the API as others than the browser reach it, such as `https://portal/api/pagoda/v1`. */
  getBaseUrl(): Promise<string>;
}

/** The binding that `plugin.tsx` provides and tests replace. */
export const pagodaApiRef = createApiRef<PagodaApi>({ id: 'plugin.pagoda' });

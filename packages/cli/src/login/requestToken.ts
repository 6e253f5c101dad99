import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../context/CliError';
import { retryingFetch } from '../context/retryingFetch';
import type { IssuedToken } from '../context/Settings';

/** How long a sign-in may take to be answered, in milliseconds. */
const PATIENCE = 30_000;

/** Signs in as a persona of a demo. */
export function signInAsPersona(
  url: string,
  persona: string,
): Promise<IssuedToken> {
  const address = new URL(`${url}/api/auth/demo/refresh`);
  address.searchParams.set('persona', persona);
  return requestToken(address, {});
}

/** Exchanges a personal access token for a Backstage token. */
export function exchangeToken(
  url: string,
  secret: string,
): Promise<IssuedToken> {
  return requestToken(new URL(`${url}/api/auth/pat/refresh`), {
    Authorization: `Bearer ${secret}`,
  });
}

async function requestToken(
  address: URL,
  headers: Record<string, string>,
): Promise<IssuedToken> {
  const response = await askAuth(() => new Request(address, { headers }));
  if (!response.ok) {
    throw await PagodaApiError.fromResponse(response);
  }
  const { backstageIdentity } = (await response.json()) as {
    backstageIdentity: { token: string; expiresInSeconds?: number };
  };
  return {
    token: backstageIdentity.token,
    expiresAt: endOf(backstageIdentity.expiresInSeconds),
  };
}

/** The time so many seconds from now (an hour where the server does not say). */
export function endOf(seconds = 3600): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}

/**
 * Asks the portal's sign-in.
 *
 * @throws CliError where no answer comes
 */
export async function askAuth(
  make: () => Request,
  options: { repeatable?: boolean } = {},
): Promise<Response> {
  try {
    return await retryingFetch(make, { patience: PATIENCE, ...options });
  } catch (error) {
    throw unreachable(new URL(make().url).origin, error);
  }
}

/** No answer at all, in words. */
export function unreachable(url: string, error: unknown): CliError {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const reason = code ?? (cause instanceof Error ? cause.message : undefined);
  return new CliError(
    `No answer from ${url}${reason ? ` (${reason})` : ''}`,
    EXIT.server,
    'Check the address, and that the portal runs.',
  );
}

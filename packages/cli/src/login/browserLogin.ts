import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { CliError, EXIT } from '../context/CliError';
import type { IssuedToken } from '../context/Settings';
import { listenForCode } from './listenForCode';
import { askAuth, endOf } from './requestToken';

/** Paths of Backstage's own sign-in for command lines, below the portal's address. */
const AUTHORIZE_PATH = '/api/auth/v1/authorize';
const TOKEN_PATH = '/api/auth/v1/token';
const REVOKE_PATH = '/api/auth/v1/revoke';
const CLIENT_PATH = '/api/auth/.well-known/oauth-client/cli.json';

/** A Backstage token, and what gets the next one. */
export interface BrowserSession extends IssuedToken {
  /** Good for one use. */
  refreshToken?: string;
}

/**
 * Signs in by the browser: OAuth 2.0 with a code, PKCE (RFC 7636) and a loopback redirect (RFC 8252), at the endpoints
 * that `backstage-cli auth login` uses.
 *
 * @param show - gets the address that the user has to open
 * @throws CliError when the portal does not offer it, or the user does not sign in
 */
export async function browserLogin(
  url: string,
  options: { openBrowser: boolean; show: (address: string) => void },
): Promise<BrowserSession> {
  await requireBrowserLogin(url);
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const loopback = await listenForCode(state);
  try {
    const address = new URL(`${url}${AUTHORIZE_PATH}`);
    address.search = new URLSearchParams({
      client_id: `${url}${CLIENT_PATH}`,
      redirect_uri: loopback.redirectUri,
      response_type: 'code',
      scope: 'openid offline_access',
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString();
    options.show(address.href);
    if (options.openBrowser) {
      openInBrowser(address.href);
    }
    return await requestSession(url, {
      grant_type: 'authorization_code',
      code: await loopback.code(),
      redirect_uri: loopback.redirectUri,
      code_verifier: verifier,
    });
  } finally {
    loopback.close();
  }
}

/** A new session from a refresh token, which the new session's replaces. */
export function refreshBrowserSession(
  url: string,
  refreshToken: string,
): Promise<BrowserSession> {
  return requestSession(url, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  });
}

/** Tells the portal to take the refresh token no more. */
export async function revokeBrowserSession(
  url: string,
  refreshToken: string,
): Promise<void> {
  const response = await askAuth(
    () =>
      new Request(`${url}${REVOKE_PATH}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          token: refreshToken,
          token_type_hint: 'refresh_token',
          client_id: `${url}${CLIENT_PATH}`,
        }),
      }),
    { repeatable: true },
  );
  await response.body?.cancel();
  if (!response.ok) {
    throw new CliError(
      `The portal did not end the session (status ${response.status})`,
      EXIT.server,
    );
  }
}

async function requireBrowserLogin(url: string): Promise<void> {
  const response = await askAuth(() => new Request(`${url}${CLIENT_PATH}`));
  await response.body?.cancel();
  if (!response.ok) {
    throw new CliError(
      `${url} does not offer the sign-in by browser (status ${response.status})`,
      response.status >= 500 ? EXIT.server : EXIT.usage,
      `pagoda login --url ${url} --token -, with a token of its page "Access tokens". Administrators: see auth.clientIdMetadataDocuments.`,
    );
  }
}

async function requestSession(
  url: string,
  body: Record<string, string>,
): Promise<BrowserSession> {
  const response = await askAuth(
    () =>
      new Request(`${url}${TOKEN_PATH}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ ...body, client_id: `${url}${CLIENT_PATH}` }),
      }),
  );
  if (!response.ok) {
    await response.body?.cancel();
    throw response.status >= 500
      ? new CliError(
          `The sign-in at ${url} failed (status ${response.status})`,
          EXIT.server,
        )
      : new CliError(
          `The sign-in at ${url} has ended, or was refused`,
          EXIT.notAllowed,
          `pagoda login --url ${url}`,
        );
  }
  const answer = (await response.json()) as {
    access_token: string;
    expires_in?: number;
    refresh_token?: string;
  };
  return {
    token: answer.access_token,
    expiresAt: endOf(answer.expires_in),
    refreshToken: answer.refresh_token,
  };
}

function openInBrowser(address: string): void {
  const [command, ...args] = openerOf(process.platform);
  const child = spawn(command, [...args, address], {
    stdio: 'ignore',
    detached: true,
  });
  // Without a browser the address that was shown has to do.
  child.on('error', () => {});
  child.unref();
}

function openerOf(platform: NodeJS.Platform): string[] {
  switch (platform) {
    case 'darwin':
      return ['open'];
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler'];
    default:
      return ['xdg-open'];
  }
}

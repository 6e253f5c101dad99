import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { spawn } from 'node:child_process';
import { CliError, EXIT } from '../context/CliError';
import { unreachable, type IssuedToken } from '../context/Session';
import { AUTHORIZE_PATH, CLIENT_PATH, TOKEN_PATH } from './discover';

/** How long the browser may take, in milliseconds. */
const PATIENCE = 5 * 60_000;

/** A Backstage token, and what gets the next one. */
export interface BrowserSession extends IssuedToken {
  refreshToken?: string;
}

/**
 * Signs in by the browser: OAuth 2.0 with a code, PKCE (RFC 7636) and a loopback redirect (RFC 8252), at the endpoints
 * that `backstage-cli auth login` uses.
 *
 * @param show - gets the address that the user has to open
 */
export async function browserLogin(
  url: string,
  options: { openBrowser: boolean; show: (address: string) => void },
): Promise<BrowserSession> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const loopback = await listen();
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
    const code = await loopback.code(state);
    return await requestToken(url, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: loopback.redirectUri,
      code_verifier: verifier,
      client_id: `${url}${CLIENT_PATH}`,
    });
  } finally {
    loopback.close();
  }
}

/** A new session from a refresh token, which is replaced by the new one. */
export function refreshBrowserSession(
  url: string,
  refreshToken: string,
): Promise<BrowserSession> {
  return requestToken(url, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: `${url}${CLIENT_PATH}`,
  });
}

async function requestToken(
  url: string,
  body: Record<string, string>,
): Promise<BrowserSession> {
  let response: Response;
  try {
    response = await fetch(`${url}${TOKEN_PATH}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch (error) {
    throw unreachable(url, error);
  }
  if (!response.ok) {
    throw new CliError(
      `The portal refused the sign-in (status ${response.status})`,
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
    expiresAt: new Date(
      Date.now() + (answer.expires_in ?? 3600) * 1000,
    ).toISOString(),
    refreshToken: answer.refresh_token,
  };
}

async function listen() {
  let settle: (query: URLSearchParams) => void = () => {};
  const answered = new Promise<URLSearchParams>(resolve => {
    settle = resolve;
  });
  const server: Server = createServer((req, res) => {
    const address = new URL(req.url ?? '/', 'http://127.0.0.1');
    if (address.pathname !== '/callback') {
      res.writeHead(404).end();
      return;
    }
    const failed = address.searchParams.has('error');
    res
      .writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8',
        Connection: 'close',
      })
      .end(
        `<!doctype html><title>PAGoDA</title><p>${
          failed
            ? 'The sign-in was refused.'
            : 'You are signed in: this window can be closed.'
        }</p>`,
      );
    settle(address.searchParams);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    redirectUri: `http://127.0.0.1:${port}/callback`,
    async code(state: string): Promise<string> {
      let timer: NodeJS.Timeout | undefined;
      const query = await Promise.race([
        answered,
        new Promise<never>((_, reject) => {
          timer = setTimeout(
            () =>
              reject(
                new CliError(
                  'Nobody signed in within 5 minutes',
                  EXIT.notAllowed,
                ),
              ),
            PATIENCE,
          );
        }),
      ]);
      clearTimeout(timer);
      const error = query.get('error_description') ?? query.get('error');
      if (error) {
        throw new CliError(
          `The sign-in was refused: ${error}`,
          EXIT.notAllowed,
        );
      }
      const code = query.get('code');
      if (!code || !same(query.get('state') ?? '', state)) {
        throw new CliError(
          'The answer of the browser does not belong to this sign-in',
          EXIT.notAllowed,
        );
      }
      return code;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function same(a: string, b: string): boolean {
  return (
    a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
  );
}

function openInBrowser(address: string): void {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [address]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', address.replace(/&/g, '^&')]]
        : ['xdg-open', [address]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // Without a browser the address that was shown has to do.
  child.on('error', () => {});
  child.unref();
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CliError, EXIT } from '../context/CliError';

/** How long the user may take, in milliseconds. */
const PATIENCE = 5 * 60_000;

/** Waits on a loopback address for what the browser brings back. */
export interface CodeListener {
  redirectUri: string;
  /**
   * The authorization code.
   *
   * @throws CliError when the sign-in was refused, belongs to somebody else, or does not come within five minutes
   */
  code(): Promise<string>;
  close(): void;
}

/**
 * Listens for the redirect that ends a sign-in (RFC 8252, 7.3).
 *
 * @param state - what the redirect has to bring back
 */
export async function listenForCode(state: string): Promise<CodeListener> {
  let settle: (query: URLSearchParams) => void = () => {};
  const answered = new Promise<URLSearchParams>(resolve => {
    settle = resolve;
  });
  const server = createServer((req, res) => {
    const address = new URL(req.url ?? '/', 'http://127.0.0.1');
    if (req.method !== 'GET' || address.pathname !== '/callback') {
      res.writeHead(404).end();
      return;
    }
    res
      .writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': "default-src 'none'",
        Connection: 'close',
      })
      .end(pageFor(address.searchParams));
    settle(address.searchParams);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    redirectUri: `http://127.0.0.1:${port}/callback`,
    code: async () => codeOf(await within(answered), state),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function pageFor(query: URLSearchParams): string {
  return `<!doctype html><html lang="en"><title>PAGoDA</title><p>${
    query.has('code')
      ? 'You are signed in: this window can be closed.'
      : 'The sign-in was refused. See the terminal.'
  }</p></html>`;
}

function codeOf(query: URLSearchParams, state: string): string {
  if (!same(query.get('state') ?? '', state)) {
    throw new CliError(
      'The answer of the browser does not belong to this sign-in',
      EXIT.notAllowed,
      'Start again: pagoda login',
    );
  }
  const error = query.get('error_description') ?? query.get('error');
  const code = query.get('code');
  if (error !== null || code === null) {
    throw new CliError(
      `The sign-in was refused${error === null ? '' : `: ${error}`}`,
      EXIT.notAllowed,
    );
  }
  return code;
}

async function within<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new CliError(
            'Nobody signed in within 5 minutes',
            EXIT.notAllowed,
            'Start again: pagoda login',
          ),
        ),
      PATIENCE,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Compares digests, in a time that tells nothing of the texts. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

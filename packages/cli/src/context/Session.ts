import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import { refreshBrowserSession } from '../login/browserLogin';
import { CliError, EXIT } from './CliError';
import type { Settings } from './Settings';

/** A token is renewed so long before its end, in milliseconds. */
const MARGIN = 60_000;

/** A Backstage token and its end. */
export interface IssuedToken {
  token: string;
  expiresAt: string;
}

/** Gets Backstage tokens for one server, by whatever way the user signed in. */
export class Session {
  readonly #url: string;
  readonly #settings: Settings;
  readonly #given?: string;
  #exchanged?: IssuedToken;

  /**
   * @param given - a token from `--token` or `PAGODA_TOKEN`, in place of what was stored
   */
  constructor(url: string, settings: Settings, given?: string) {
    this.#url = url;
    this.#settings = settings;
    this.#given = given;
  }

  /** A token that is good for a minute at least. */
  async token(): Promise<string> {
    if (this.#given !== undefined) {
      return this.#fromGiven(this.#given);
    }
    const server = this.#settings.server(this.#url);
    if (!server) {
      throw new CliError(
        `Not signed in at ${this.#url}`,
        EXIT.notAllowed,
        `pagoda login --url ${this.#url}`,
      );
    }
    if (server.session && isFresh(server.session)) {
      return server.session.token;
    }
    const issued = await this.#renew();
    this.#settings.update(this.#url, { session: issued });
    return issued.token;
  }

  async #fromGiven(given: string): Promise<string> {
    if (!given.startsWith('pagoda_')) {
      return given;
    }
    if (!this.#exchanged || !isFresh(this.#exchanged)) {
      this.#exchanged = await exchangeToken(this.#url, given);
    }
    return this.#exchanged.token;
  }

  async #renew(): Promise<IssuedToken> {
    const login = this.#settings.server(this.#url)?.login;
    switch (login?.kind) {
      case 'demo':
        return signInAsPersona(this.#url, login.persona);
      case 'token':
        return exchangeToken(this.#url, login.secret);
      case 'browser': {
        if (!login.refreshToken) {
          break;
        }
        const renewed = await refreshBrowserSession(
          this.#url,
          login.refreshToken,
        );
        this.#settings.update(this.#url, {
          login: { kind: 'browser', refreshToken: renewed.refreshToken },
        });
        return renewed;
      }
      default:
    }
    throw new CliError(
      `The sign-in at ${this.#url} has ended`,
      EXIT.notAllowed,
      `pagoda login --url ${this.#url}`,
    );
  }
}

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
  let response: Response;
  try {
    response = await fetch(address, { headers });
  } catch (error) {
    throw unreachable(address.origin, error);
  }
  if (!response.ok) {
    throw await PagodaApiError.fromResponse(response);
  }
  const { backstageIdentity } = (await response.json()) as {
    backstageIdentity: { token: string; expiresInSeconds?: number };
  };
  const seconds = backstageIdentity.expiresInSeconds ?? 3600;
  return {
    token: backstageIdentity.token,
    expiresAt: new Date(Date.now() + seconds * 1000).toISOString(),
  };
}

/** No answer at all, in words. */
export function unreachable(url: string, error: unknown): CliError {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return new CliError(
    `No answer from ${url}${code ? ` (${code})` : ''}`,
    EXIT.server,
    'Check the address, and that the portal runs.',
  );
}

function isFresh({ expiresAt }: IssuedToken): boolean {
  return Date.parse(expiresAt) > Date.now() + MARGIN;
}

import { createHash } from 'node:crypto';
import { refreshBrowserSession } from '../login/browserLogin';
import { exchangeToken, signInAsPersona } from '../login/requestToken';
import { CliError, EXIT } from './CliError';
import type {
  IssuedToken,
  ServerSettings,
  Settings,
  SettingsFile,
} from './Settings';

/** A token is renewed so long before its end, in milliseconds. */
const MARGIN = 60_000;

/** How personal access tokens begin; anything else is taken for a Backstage token. */
export const SECRET_PREFIX = 'pagoda_';

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

  /**
   * A token that is good for a minute at least.
   *
   * @param refused - a token that the server did not take (its keys may be new), so that another one is needed
   * @throws CliError when nobody is signed in at the server, or the sign-in has ended
   */
  async token(refused?: string): Promise<string> {
    if (this.#given !== undefined) {
      return this.#given.startsWith(SECRET_PREFIX)
        ? this.#exchange(this.#given, refused)
        : this.#given;
    }
    const session = this.#settings.read().servers[this.#url]?.session;
    return isGood(session, refused) ? session.token : this.#renew(refused);
  }

  /** Whether another token can be had, when one was refused. */
  get renewable(): boolean {
    return this.#given === undefined || this.#given.startsWith(SECRET_PREFIX);
  }

  async #exchange(secret: string, refused?: string): Promise<string> {
    const digest = createHash('sha256')
      .update(`${this.#url}\n${secret}`)
      .digest('hex');
    const known = this.#exchanged ?? this.#settings.read().exchanged[digest];
    if (isGood(known, refused)) {
      return known.token;
    }
    const issued = await exchangeToken(this.#url, secret);
    this.#exchanged = issued;
    await this.#keepExchanged(digest, issued);
    return issued.token;
  }

  /** For the next command; where nothing can be written, as in a container, that one exchanges the token again. */
  async #keepExchanged(digest: string, issued: IssuedToken): Promise<void> {
    try {
      await this.#settings.update(file => {
        file.exchanged = Object.fromEntries(
          Object.entries(file.exchanged).filter(([, one]) => isGood(one)),
        );
        file.exchanged[digest] = issued;
      });
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR'].includes(code)) {
        throw error;
      }
    }
  }

  #renew(refused?: string): Promise<string> {
    if (!this.#settings.read().servers[this.#url]) {
      throw new CliError(
        `Not signed in at ${this.#url}`,
        EXIT.notAllowed,
        `pagoda login --url ${this.#url}`,
      );
    }
    return this.#settings.update(async file => {
      const server = this.#serverOf(file);
      // Another command may have renewed it while this one waited for the file.
      if (!isGood(server.session, refused)) {
        server.session = await this.#issue(server);
      }
      return server.session.token;
    });
  }

  #serverOf(file: SettingsFile): ServerSettings {
    const server = file.servers[this.#url];
    if (!server) {
      throw this.#ended();
    }
    return server;
  }

  async #issue(server: ServerSettings): Promise<IssuedToken> {
    const { login } = server;
    switch (login.kind) {
      case 'demo':
        return signInAsPersona(this.#url, login.persona);
      case 'token':
        return exchangeToken(this.#url, login.secret);
      default: {
        if (login.refreshToken === undefined) {
          throw this.#ended();
        }
        const { refreshToken, ...issued } = await refreshBrowserSession(
          this.#url,
          login.refreshToken,
        );
        login.refreshToken = refreshToken;
        return issued;
      }
    }
  }

  #ended(): CliError {
    return new CliError(
      `The sign-in at ${this.#url} has ended`,
      EXIT.notAllowed,
      `pagoda login --url ${this.#url}`,
    );
  }
}

function isGood(
  issued: IssuedToken | undefined,
  refused?: string,
): issued is IssuedToken {
  return (
    issued !== undefined &&
    issued.token !== refused &&
    Date.parse(issued.expiresAt) > Date.now() + MARGIN
  );
}

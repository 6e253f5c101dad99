import type {
  BackstageUserIdentity,
  IdentityApi,
  ProfileInfo,
} from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';

const STORAGE_KEY = 'pagoda.persona';
/** A token is renewed so long before its end; in milliseconds. */
const MARGIN = 60_000;

interface Session {
  profile: ProfileInfo;
  token: string;
  identity: BackstageUserIdentity;
  expires: number;
}

/** The identity of a demo persona: gets tokens from `/api/auth/demo` and renews them before they end. */
export class DemoIdentity implements IdentityApi {
  readonly #authUrl: string;
  readonly #persona: string;
  #session?: Promise<Session>;

  /**
   * @param authUrl - of the auth plugin, such as `http://localhost:7007/api/auth`
   */
  constructor(authUrl: string, persona: string) {
    this.#authUrl = authUrl;
    this.#persona = persona;
  }

  /** The persona that signed in last in this browser. */
  static remembered(): string | undefined {
    return localStorage.getItem(STORAGE_KEY) ?? undefined;
  }

  /** Signs in; rejects when the server refuses. */
  async signIn(): Promise<void> {
    await this.#current();
    localStorage.setItem(STORAGE_KEY, this.#persona);
  }

  async getProfileInfo(): Promise<ProfileInfo> {
    return (await this.#current()).profile;
  }

  async getBackstageIdentity(): Promise<BackstageUserIdentity> {
    return (await this.#current()).identity;
  }

  async getCredentials(): Promise<{ token?: string }> {
    return { token: (await this.#current()).token };
  }

  async signOut(): Promise<void> {
    localStorage.removeItem(STORAGE_KEY);
    window.location.assign('/');
  }

  /** The session; whoever asks while it is being renewed waits for the same answer. */
  async #current(): Promise<Session> {
    const known = this.#session;
    const session = await known;
    if (session && session.expires > Date.now() + MARGIN) {
      return session;
    }
    if (this.#session === known) {
      const fresh = this.#refresh();
      this.#session = fresh;
      fresh.catch(() => {
        if (this.#session === fresh) {
          this.#session = undefined;
        }
      });
    }
    return this.#session ?? this.#current();
  }

  async #refresh(): Promise<Session> {
    const url = new URL(`${this.#authUrl}/demo/refresh`);
    url.searchParams.set('persona', this.#persona);
    const response = await fetch(url, {
      headers: { 'X-Requested-With': 'XMLHttpRequest' },
    });
    if (!response.ok) {
      // The error's own message is just the status; what the server says is its cause.
      throw (await ResponseError.fromResponse(response)).cause;
    }
    const { profile, backstageIdentity } = await response.json();
    return {
      profile,
      token: backstageIdentity.token,
      identity: backstageIdentity.identity,
      expires: Date.now() + (backstageIdentity.expiresInSeconds ?? 3600) * 1000,
    };
  }
}

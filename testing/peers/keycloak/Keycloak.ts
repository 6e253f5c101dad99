import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../portal';

const run = promisify(execFile);

/** A real Keycloak with the realm of pagoda-realm.json, and what its administrator does there. */
export class Keycloak {
  readonly url: string;
  readonly #directory: string;

  private constructor(url: string, directory: string) {
    this.url = url;
    this.#directory = directory;
  }

  /** Starts one on a free port; fetches it from Maven Central the first time. */
  static async start(): Promise<Keycloak> {
    const port = await freePort();
    const directory = await mkdtemp(join(tmpdir(), 'pagoda-keycloak-'));
    await run(join(__dirname, 'keycloak-up.sh'), {
      env: { ...process.env, KC_PORT: String(port), KC_RUN: directory },
    });
    return new Keycloak(`http://127.0.0.1:${port}`, directory);
  }

  async stop(): Promise<void> {
    await run(join(__dirname, 'keycloak-down.sh'), {
      env: { ...process.env, KC_RUN: this.#directory },
    });
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Where the portal learns the rest. */
  get metadataUrl(): string {
    return `${this.url}/realms/pagoda/.well-known/openid-configuration`;
  }

  /** Adds a user, with the user's name as password, to groups that exist. */
  async addUser(username: string, groups: string[]): Promise<void> {
    await this.#administer('POST', '/users', {
      username,
      enabled: true,
      email: `${username}@pagoda.test`,
      emailVerified: true,
      firstName: username,
      lastName: 'Test',
      credentials: [{ type: 'password', value: username, temporary: false }],
      groups,
    });
  }

  /** Removes a user from a group. */
  async removeFromGroup(username: string, group: string): Promise<void> {
    const [user] = await this.#list(`/users?exact=true&username=${username}`);
    const [found] = await this.#list(`/groups?exact=true&search=${group}`);
    await this.#administer('DELETE', `/users/${user.id}/groups/${found.id}`);
  }

  /** Deletes a user. */
  async deleteUser(username: string): Promise<void> {
    const [user] = await this.#list(`/users?exact=true&username=${username}`);
    await this.#administer('DELETE', `/users/${user.id}`);
  }

  async #list(path: string): Promise<{ id: string }[]> {
    return (await this.#administer('GET', path)).json() as Promise<
      { id: string }[]
    >;
  }

  async #administer(
    method: string,
    path: string,
    body?: object,
  ): Promise<Response> {
    const grant = await fetch(
      `${this.url}/realms/master/protocol/openid-connect/token`,
      {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'password',
          client_id: 'admin-cli',
          username: 'admin',
          password: 'admin',
        }),
      },
    );
    const { access_token: token } = (await grant.json()) as {
      access_token: string;
    };
    const response = await fetch(`${this.url}/admin/realms/pagoda${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(
        `Keycloak: ${method} ${path}: ${response.status} ${await response.text()}`,
      );
    }
    return response;
  }
}

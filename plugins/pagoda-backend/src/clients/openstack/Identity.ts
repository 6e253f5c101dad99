import { ServiceApi } from './ServiceApi';
import type { ServiceCaller } from './ServiceCaller';

/** docs.openstack.org/api-ref/identity/v3, Application Credentials. */
export interface ApplicationCredential {
  id: string;
  name: string;
  description: string | null;
  project_id: string;
  expires_at: string | null;
  roles: { name: string }[];
  /** In the answer to the creation alone. */
  secret?: string;
}

/** Who the credentials belong to, and what they may do. */
export interface WhoAmI {
  userId: string;
  projectId: string;
  projectName: string;
  roles: string[];
  /** By an application credential that may not make trusts and further credentials. */
  isRestricted: boolean;
}

/** Keystone: docs.openstack.org/api-ref/identity/v3. */
export class Identity {
  readonly #caller: ServiceCaller;
  readonly #api: ServiceApi;

  constructor(caller: ServiceCaller) {
    this.#caller = caller;
    this.#api = new ServiceApi(caller, 'identity');
  }

  /** Authenticates, where that was not done yet. */
  async whoAmI(): Promise<WhoAmI> {
    const { userId, projectId, projectName, roles, isRestricted } =
      await this.#caller.token();
    return { userId, projectId, projectName, roles, isRestricted };
  }

  /** For the own user and project; not by an application credential unless it is unrestricted. */
  async createApplicationCredential(credential: {
    name: string;
    description?: string;
    /** RFC 3339, without a zone. */
    expires_at?: string;
    roles?: { name: string }[];
    unrestricted?: boolean;
  }): Promise<ApplicationCredential> {
    const body = { application_credential: credential };
    const key = 'application_credential';
    return this.#api.send(await this.#place(), body, key);
  }

  async applicationCredentials(): Promise<ApplicationCredential[]> {
    return this.#api.get(await this.#place(), 'application_credentials');
  }

  async deleteApplicationCredential(id: string): Promise<void> {
    await this.#api.delete([...(await this.#place()), id]);
  }

  async #place(): Promise<string[]> {
    const { userId } = await this.#caller.token();
    return ['users', userId, 'application_credentials'];
  }
}

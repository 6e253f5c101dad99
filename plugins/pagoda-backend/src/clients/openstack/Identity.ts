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
}

/** Keystone: docs.openstack.org/api-ref/identity/v3. */
export class Identity {
  readonly #caller: ServiceCaller;

  constructor(caller: ServiceCaller) {
    this.#caller = caller;
  }

  /** Authenticates, where that was not done yet. */
  async whoAmI(): Promise<WhoAmI> {
    const { userId, projectId, projectName, roles } =
      await this.#caller.token();
    return { userId, projectId, projectName, roles };
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
    const { application_credential } = await this.#caller.request<{
      application_credential: ApplicationCredential;
    }>({
      ...{ service: 'identity', method: 'POST' },
      path: await this.#place(),
      body: { application_credential: credential },
    });
    return application_credential;
  }

  async applicationCredentials(): Promise<ApplicationCredential[]> {
    const { application_credentials } = await this.#caller.request<{
      application_credentials: ApplicationCredential[];
    }>({ service: 'identity', path: await this.#place() });
    return application_credentials;
  }

  async deleteApplicationCredential(id: string): Promise<void> {
    const path = [...(await this.#place()), id];
    await this.#caller.delete({ service: 'identity', path });
  }

  async #place(): Promise<string[]> {
    const { userId } = await this.#caller.token();
    return ['users', userId, 'application_credentials'];
  }
}

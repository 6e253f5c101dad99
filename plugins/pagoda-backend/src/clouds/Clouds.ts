import { OpenStackClient } from '../clients/openstack/OpenStackClient';
import { RancherClient } from '../clients/rancher/RancherClient';
import { notFound } from '../http/errors';
import type {
  CloudSettings,
  OpenStackSettings,
  RancherSettings,
} from './CloudSettings';

/** The clouds of the configuration, with one client each that is made when it is first needed. */
export class Clouds {
  readonly #settings: Map<string, CloudSettings>;
  readonly #openstack = new Map<string, OpenStackClient>();
  readonly #rancher = new Map<string, RancherClient>();

  constructor(settings: readonly CloudSettings[]) {
    this.#settings = new Map(settings.map(cloud => [cloud.name, cloud]));
  }

  /** By name. */
  list(): CloudSettings[] {
    return [...this.#settings.values()];
  }

  find(name: string): CloudSettings | undefined {
    return this.#settings.get(name);
  }

  /** @throws ApiError 404 `CloudNotFound`. */
  get(name: string): CloudSettings {
    const cloud = this.#settings.get(name);
    if (!cloud) {
      throw notFound('Cloud', name, 'cloud');
    }
    return cloud;
  }

  /** @throws ApiError 404 `CloudNotFound` where there is none of this kind. */
  openstackSettings(name: string): OpenStackSettings {
    const cloud = this.#settings.get(name);
    if (cloud?.kind !== 'openstack') {
      throw notFound('Cloud', name, 'cloud');
    }
    return cloud;
  }

  /** @throws ApiError 404 `CloudNotFound` where there is none of this kind. */
  rancherSettings(name: string): RancherSettings {
    const cloud = this.#settings.get(name);
    if (cloud?.kind !== 'rancher') {
      throw notFound('Cloud', name, 'cloud');
    }
    return cloud;
  }

  /** The OpenStack that is behind a cloud: itself, or where a Rancher's machines come from. */
  openstackOf(name: string): OpenStackSettings {
    const cloud = this.get(name);
    return this.openstackSettings(
      cloud.kind === 'rancher' ? cloud.openstack : name,
    );
  }

  /** @throws ApiError 404 `CloudNotFound` where there is none of this kind. */
  openstack(name: string): OpenStackClient {
    const { connection } = this.openstackSettings(name);
    let client = this.#openstack.get(name);
    if (!client) {
      client = new OpenStackClient(connection);
      this.#openstack.set(name, client);
    }
    return client;
  }

  /** @throws ApiError 404 `CloudNotFound` where there is none of this kind. */
  rancher(name: string): RancherClient {
    const { url, token, ca, proxy, insecureSkipTlsVerify, callsPerMinute } =
      this.rancherSettings(name);
    let client = this.#rancher.get(name);
    if (!client) {
      client = new RancherClient({
        ...{ url, token, ca, proxy, insecureSkipTlsVerify, callsPerMinute },
      });
      this.#rancher.set(name, client);
    }
    return client;
  }

  async close(): Promise<void> {
    const clients = [...this.#openstack.values(), ...this.#rancher.values()];
    this.#openstack.clear();
    this.#rancher.clear();
    await Promise.all(clients.map(client => client.close()));
  }
}

import type { Dispatcher } from 'undici';
import { CallLimiter } from '../CallLimiter';
import { createDispatcher } from '../kubernetes/createDispatcher';
import type { KubernetesConnection } from '../kubernetes/KubernetesConnection';
import { KubernetesClient } from '../kubernetes/KubernetesClient';
import { NormanClient } from './NormanClient';
import type { RancherConnection } from './RancherConnection';

/** What of ext.cattle.io Kubeconfig is looked at; `value` is in the answer to its creation alone. */
export interface ExtKubeconfig {
  metadata: { name: string };
  spec?: {
    /** Seconds. */
    ttl?: number;
  };
  status?: { value?: string; summary?: string };
}

/** A token; its value is in the answer to its creation alone. */
export interface RancherToken {
  /** `NAME:SECRET`. */
  token: string;
  name: string;
  /** RFC 3339; empty when it does not end. */
  expiresAt?: string;
}

/** What a Rancher is asked by default. */
const CALLS_PER_MINUTE = 600;

const EXT = { group: 'ext.cattle.io', resource: 'kubeconfigs' };

/**
 * Speaks to one Rancher: to its Kubernetes API by {@link RancherClient.kubernetes}, and to the little else that is needed.
 * There are no rules in here. The Kubernetes API throws KubernetesError, all else {@link RancherError}.
 */
export class RancherClient {
  /** The API of Rancher's own objects. Unknown fields are refused, where Rancher would drop them without a word. */
  readonly kubernetes: KubernetesClient;
  readonly #connection: RancherConnection;
  readonly #dispatcher: Dispatcher;
  readonly #norman: NormanClient;

  constructor(connection: RancherConnection) {
    const url = connection.url.replace(/\/+$/, '');
    this.#connection = { ...connection, url };
    const limiter = new CallLimiter(
      connection.callsPerMinute ?? CALLS_PER_MINUTE,
    );
    const native = this.clusterConnection('local');
    this.kubernetes = new KubernetesClient({ ...native, limiter });
    this.#dispatcher = createDispatcher(native);
    this.#norman = new NormanClient({
      ...{
        url,
        token: connection.token,
        dispatcher: this.#dispatcher,
        limiter,
      },
      requestMs: connection.timeouts?.requestMs,
    });
  }

  /**
   * How the Kubernetes API of a cluster is reached through Rancher, as whom this client is.
   *
   * @param id - such as `c-m-abcdefgh`
   */
  clusterConnection(id: string): KubernetesConnection {
    const { url, token, ca, proxy, insecureSkipTlsVerify, timeouts } =
      this.#connection;
    return {
      server: `${url}/k8s/clusters/${encodeURIComponent(id)}`,
      auth: { token },
      ...(ca !== undefined && { ca }),
      ...(proxy !== undefined && { proxy }),
      ...(insecureSkipTlsVerify !== undefined && { insecureSkipTlsVerify }),
      ...(timeouts !== undefined && { timeouts }),
    };
  }

  /**
   * Makes a kubeconfig (ext.cattle.io, from Rancher 2.12). Refused are service accounts (403), and what is negative or
   * beyond `kubeconfig-max-token-ttl-minutes` (400).
   *
   * @param ttlSeconds - after which its token ends; 0 is Rancher's default, 30 days
   */
  createKubeconfig(options: {
    /** Of the management cluster. */
    cluster: string;
    ttlSeconds: number;
    description?: string;
  }): Promise<ExtKubeconfig> {
    const { cluster, ttlSeconds: ttl, description } = options;
    return this.kubernetes.create<ExtKubeconfig>(EXT, {
      apiVersion: 'ext.cattle.io/v1',
      kind: 'Kubeconfig',
      metadata: { generateName: 'kubeconfig-' },
      spec: {
        clusters: [cluster],
        currentContext: cluster,
        ttl,
        ...(description !== undefined && { description }),
      },
    });
  }

  /** Its tokens end, too. What is gone already is deleted. */
  async deleteKubeconfig(name: string): Promise<void> {
    await this.kubernetes.delete({ ...EXT, name });
  }

  /** Makes a kubeconfig as Ranchers before 2.12 do; it ends when Rancher's settings say. */
  async generateKubeconfig(cluster: string): Promise<string> {
    const { config } = await this.#norman.send<{ config: string }>(
      'POST',
      ['clusters', cluster],
      { action: 'generateKubeconfig' },
    );
    return config;
  }

  /**
   * Makes a token of the same user.
   *
   * @param ttlMilliseconds - 0 is as long as Rancher allows
   */
  createToken(options: {
    description: string;
    ttlMilliseconds: number;
    /** Of the management cluster that alone it is good for. */
    cluster?: string;
  }): Promise<RancherToken> {
    return this.#norman.send<RancherToken>('POST', ['tokens'], {
      body: {
        type: 'token',
        description: options.description,
        ttl: options.ttlMilliseconds,
        ...(options.cluster !== undefined && { clusterId: options.cluster }),
      },
    });
  }

  async deleteToken(name: string): Promise<void> {
    await this.#norman.send('DELETE', ['tokens', name]);
  }

  /**
   * Stores a password of OpenStack in Rancher. Nothing else of a credential can be stored this way: other fields are
   * dropped without a word.
   *
   * @returns its id, `cattle-global-data:cc-abcde`
   */
  async createCloudCredential(options: {
    name: string;
    password: string;
  }): Promise<string> {
    const { id } = await this.#norman.send<{ id: string }>(
      'POST',
      ['cloudcredentials'],
      {
        body: {
          type: 'cloudCredential',
          name: options.name,
          openstackcredentialConfig: { password: options.password },
        },
      },
    );
    return id;
  }

  /** Refused with 422 `InvalidAction` while a cluster uses it. */
  async deleteCloudCredential(id: string): Promise<void> {
    await this.#norman.send('DELETE', ['cloudcredentials', id]);
  }

  async close(): Promise<void> {
    await Promise.all([this.kubernetes.close(), this.#dispatcher.destroy()]);
  }
}

import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { ClusterConnectionInfo } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { KubernetesConnection } from '../../clients/kubernetes/KubernetesConnection';
import { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { SealedError } from '../../encryption/SecretBox';
import { ApiError, notFound } from '../../http/errors';
import { BoundedCache } from '../../permissions/BoundedCache';
import type {
  ClusterConnectionStore,
  ConnectionRecord,
} from './ClusterConnectionStore';
import { describeConnection } from './describeConnection';
import {
  toKubernetesConnection,
  type StoredConnection,
} from './toKubernetesConnection';

/** For how long a connection's version is believed, in milliseconds. */
const VERSION_TTL = 1_000;
/** How often changes by other processes are looked for, in milliseconds. */
const POLL = 5_000;

/**
 * The connections of imported clusters, with one client each that is made when it is first needed and again when the
 * connection changes.
 */
export class ClusterConnections {
  readonly #store: ClusterConnectionStore;
  readonly #logger: LoggerService;
  readonly #versions = new BoundedCache<string | undefined>(VERSION_TTL);
  readonly #clients = new Map<
    string,
    { version: string; client: Promise<KubernetesClient> }
  >();
  readonly #listeners = new Set<(cluster: string) => void>();
  readonly #pollInterval: number;
  #known = new Map<string, string>();
  #timer?: NodeJS.Timeout;

  constructor(options: {
    store: ClusterConnectionStore;
    logger: LoggerService;
    /** Between looks for changes by other processes, in milliseconds. */
    pollInterval?: number;
  }) {
    this.#store = options.store;
    this.#logger = options.logger;
    this.#pollInterval = options.pollInterval ?? POLL;
  }

  /** Encrypts again after a change of keys, and begins to watch for changes by other processes. */
  async start(): Promise<void> {
    const resealed = await this.#store.reseal(this.#logger);
    if (resealed > 0) {
      this.#logger.info(
        `Encrypted ${resealed} cluster connections again by the first key`,
      );
    }
    this.#known = await this.#store.versions();
    this.#timer = setInterval(() => {
      this.#poll().catch(error =>
        this.#logger.warn(
          'Changes of cluster connections were not looked for',
          toError(error),
        ),
      );
    }, this.#pollInterval).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#listeners.clear();
    await Promise.all([...this.#clients.keys()].map(name => this.#drop(name)));
  }

  /** Names of the clusters that have a connection. */
  async names(): Promise<string[]> {
    return [...(await this.#store.versions()).keys()].sort();
  }

  /**
   * The client of a cluster. Don't keep it: ask again for each piece of work, and at {@link ClusterConnections.onChange};
   * it is closed when the connection changes.
   *
   * @throws ApiError 404 `ClusterConnectionNotFound`; 409 `CredentialsUnreadable` when no key opens them.
   */
  async client(cluster: string): Promise<KubernetesClient> {
    const version = await this.#versions.get(cluster, () =>
      this.#store.version(cluster),
    );
    const cached = this.#clients.get(cluster);
    if (cached && cached.version === version) {
      return cached.client;
    }
    if (version === undefined) {
      await this.#drop(cluster);
      throw notFound('ClusterConnection', cluster, 'cluster');
    }
    const client = this.connection(cluster).then(
      connection => new KubernetesClient(connection),
    );
    // What it replaces has to be found and closed, so this one is put in its place before anything is awaited.
    this.#clients.set(cluster, { version, client });
    client.catch(() => {
      if (this.#clients.get(cluster)?.client === client) {
        this.#clients.delete(cluster);
      }
    });
    if (cached) {
      this.#close(cluster, cached.client);
    }
    return client;
  }

  /** What a client of the cluster is made with: credentials included. Errors as of {@link ClusterConnections.client}. */
  async connection(cluster: string): Promise<KubernetesConnection> {
    return toKubernetesConnection(await this.#find(cluster));
  }

  /** The connection as it is stored: credentials included. Errors as of {@link ClusterConnections.client}. */
  stored(cluster: string): Promise<StoredConnection> {
    return this.#find(cluster);
  }

  /** As {@link ClusterConnections.stored}; `undefined` where there is none, or no key opens it, so that it has to be made anew. */
  async findStored(cluster: string): Promise<StoredConnection | undefined> {
    try {
      const { kind, settings } = await this.#find(cluster);
      return { kind, settings };
    } catch (error) {
      if (error instanceof ApiError) {
        return undefined;
      }
      throw error;
    }
  }

  /** What may be told of the connection. Errors as of {@link ClusterConnections.client}. */
  async describe(cluster: string): Promise<ClusterConnectionInfo> {
    const record = await this.#find(cluster);
    return {
      ...describeConnection(record),
      updatedAt: new Date(record.updatedAt).toISOString(),
      updatedBy: record.updatedBy,
    };
  }

  /**
   * Stores the connection in the transaction that writes the cluster; call {@link ClusterConnections.changed} after the
   * commit.
   */
  async put(
    tx: Knex.Transaction,
    cluster: string,
    connection: StoredConnection,
    by: string,
  ): Promise<void> {
    await this.#store.put(cluster, connection, by, tx);
  }

  /** Forgets the connection in a transaction; call {@link ClusterConnections.changed} after the commit. */
  async forget(tx: Knex.Transaction, cluster: string): Promise<void> {
    await this.#store.delete(cluster, tx);
  }

  /** Tells that a connection was stored or has gone, with its cluster. */
  async changed(cluster: string): Promise<void> {
    this.#versions.clear();
    const version = await this.#store.version(cluster);
    if (version === undefined) {
      this.#known.delete(cluster);
      await this.#drop(cluster);
    } else {
      this.#known.set(cluster, version);
    }
    this.#notify(cluster);
  }

  /**
   * Calls the listener after a connection was stored or has gone, by whichever process; returns the unsubscription.
   */
  onChange(listener: (cluster: string) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async #find(cluster: string): Promise<ConnectionRecord> {
    const record = await this.#store.find(cluster).catch(error => {
      throw error instanceof SealedError
        ? new ApiError(
            `The credentials of cluster '${cluster}' cannot be read: ${error.message}`,
            {
              code: 'CredentialsUnreadable',
              status: 409,
              advice:
                'Give the portal that key, or enter the credentials again.',
              cause: error,
            },
          )
        : error;
    });
    if (!record) {
      throw notFound('ClusterConnection', cluster, 'cluster');
    }
    return record;
  }

  async #poll(): Promise<void> {
    const before = this.#known;
    const now = await this.#store.versions();
    this.#known = now;
    const names = new Set([...before.keys(), ...now.keys()]);
    for (const name of names) {
      if (before.get(name) !== now.get(name)) {
        this.#versions.clear();
        if (!now.has(name)) {
          await this.#drop(name);
        }
        this.#notify(name);
      }
    }
  }

  #notify(cluster: string): void {
    for (const listener of this.#listeners) {
      listener(cluster);
    }
  }

  async #drop(cluster: string): Promise<void> {
    const cached = this.#clients.get(cluster);
    this.#clients.delete(cluster);
    if (cached) {
      await this.#close(cluster, cached.client);
    }
  }

  /** Failures are logged: nobody waits for the old client. */
  async #close(
    cluster: string,
    client: Promise<KubernetesClient>,
  ): Promise<void> {
    try {
      await (await client).close();
    } catch (error) {
      this.#logger.warn(
        `The former client of cluster '${cluster}' was not closed`,
        toError(error),
      );
    }
  }
}

import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';

/** For how long an answer is believed, in milliseconds: Rancher is upgraded now and then. */
const TTL = 600_000;
const CLUSTERS = 'clusters.provisioning.cattle.io';

interface Group {
  versions?: { version: string }[];
  preferredVersion?: { version: string };
}

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
}

interface Definition {
  spec: {
    versions: { served: boolean; schema?: { openAPIV3Schema?: Schema } }[];
  };
}

/** What a Rancher can do, as its API tells; asked for once in a while. */
export class RancherFeatures {
  readonly #client: KubernetesClient;
  readonly #now: () => number;
  readonly #answers = new Map<string, { at: number; value: unknown }>();

  constructor(client: KubernetesClient, now: () => number = Date.now) {
    this.#client = client;
    this.#now = now;
  }

  /** The version of Cluster API that is served. */
  clusterApi(): Promise<string> {
    return this.#ask('clusterApi', async () => {
      const group = (await this.#client.raw('/apis/cluster.x-k8s.io')) as Group;
      return group.preferredVersion?.version ?? 'v1beta1';
    });
  }

  /** Whether snapshots and restores are objects of their own: from Rancher 2.15. */
  operations(): Promise<boolean> {
    return this.#ask('operations', async () => {
      const list = (await this.#unlessMissing(() =>
        this.#client.raw('/apis/operation.cattle.io/v1alpha1'),
      )) as { resources?: { name: string }[] } | undefined;
      return (
        list?.resources?.some(({ name }) => name === 'etcdsnapshotsaves') ??
        false
      );
    });
  }

  /** Whether pools can have bounds for autoscaling, from Rancher 2.13; `undefined` where its schema may not be read. */
  autoscaling(): Promise<boolean | undefined> {
    return this.#ask('autoscaling', async () => {
      try {
        const { spec } = await this.#client.get<Definition>({
          group: 'apiextensions.k8s.io',
          resource: 'customresourcedefinitions',
          name: CLUSTERS,
        });
        return spec.versions.some(({ served, schema }) => {
          const pools =
            schema?.openAPIV3Schema?.properties?.spec?.properties?.rkeConfig
              ?.properties?.machinePools;
          return (
            served && pools?.items?.properties?.autoscalingMinSize !== undefined
          );
        });
      } catch (error) {
        if (error instanceof KubernetesError && error.status === 403) {
          return undefined;
        }
        throw error;
      }
    });
  }

  async #ask<T>(what: string, read: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(what);
    if (known && this.#now() - known.at < TTL) {
      return known.value as T;
    }
    const value = await read();
    this.#answers.set(what, { at: this.#now(), value });
    return value;
  }

  async #unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }
}

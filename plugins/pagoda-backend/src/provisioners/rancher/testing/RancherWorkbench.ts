import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { RancherPeer } from '../../../testing/RancherPeer';
import type { RancherCluster } from '../objects';
import { clustersPath, configsPath, secretsPath } from '../paths';
import type { RancherProvisionerOptions } from '../RancherProvisioner';
import {
  peerTarget,
  planFor,
  provisionerOf,
  type RancherTarget,
} from './RancherTarget';
import { TestCluster, uniqueName } from './TestCluster';

/** What plays Rancher, and the clusters of a test there, which are gone after it. */
export class RancherWorkbench {
  readonly peer: RancherPeer;
  target: RancherTarget;
  #clusters: TestCluster[] = [];

  private constructor(peer: RancherPeer) {
    this.peer = peer;
    this.target = peerTarget(peer);
  }

  static async open(): Promise<RancherWorkbench> {
    return new RancherWorkbench(await RancherPeer.connect());
  }

  /** After each test. */
  async tidy(): Promise<void> {
    await this.peer.clearFaults();
    await Promise.all(
      this.#clusters.splice(0).map(async cluster => {
        await this.peer.unset(cluster.plan.name);
        cluster.onSave = () => {};
        await cluster.remove();
      }),
    );
  }

  close(): Promise<void> {
    return this.target.client.close();
  }

  /** The record of a cluster; nothing is made of it yet. */
  create(
    prefix: string,
    plan: Partial<ClusterPlan> = {},
    options: Partial<RancherProvisionerOptions> = {},
  ): TestCluster {
    const { target } = this;
    const cluster = new TestCluster(
      provisionerOf(target, options),
      { ...planFor(target, uniqueName(prefix)), ...plan },
      target.patience,
    );
    this.#clusters.push(cluster);
    return cluster;
  }

  /** A cluster that is ready. */
  async created(
    ...args: Parameters<RancherWorkbench['create']>
  ): Promise<TestCluster> {
    const cluster = this.create(...args);
    await cluster.settled();
    return cluster;
  }

  find({ plan }: TestCluster): Promise<RancherCluster | undefined> {
    const { client, settings } = this.target;
    const { namespace } = settings;
    return client.kubernetes.find(clustersPath({ namespace, name: plan.name }));
  }

  /** Changes a cluster in Rancher, past the portal. */
  async patch({ plan }: TestCluster, operations: object[]): Promise<void> {
    const { client, settings } = this.target;
    const { namespace } = settings;
    await client.kubernetes.patch(
      clustersPath({ namespace, name: plan.name }),
      operations,
      'json',
    );
  }

  /** The description of the machines of a pool. */
  config({ plan }: TestCluster, pool: string): Promise<unknown> {
    const { client, settings } = this.target;
    const { namespace } = settings;
    return client.kubernetes.get(
      configsPath({ namespace, name: `nc-${plan.name}-${pool}` }),
    );
  }

  /** A Secret of the cluster, in plain text. */
  async secret(
    { plan }: TestCluster,
    suffix: string,
  ): Promise<{
    annotations: Record<string, string>;
    data: Record<string, string>;
  }> {
    const { client, settings } = this.target;
    const { namespace } = settings;
    const { metadata, data } = await client.kubernetes.get<{
      metadata: { annotations: Record<string, string> };
      data: Record<string, string>;
    }>(secretsPath({ namespace, name: `${plan.name}-${suffix}` }));
    return {
      annotations: metadata.annotations,
      data: Object.fromEntries(
        Object.entries(data).map(([key, value]) => [
          key,
          Buffer.from(value, 'base64').toString(),
        ]),
      ),
    };
  }

  /** Names of all that carries the uid of the cluster, by resource. */
  async made({ uid }: TestCluster): Promise<Record<string, string[]>> {
    const { client, settings } = this.target;
    const { namespace } = settings;
    const names: Record<string, string[]> = {};
    for (const path of [
      clustersPath({ namespace }),
      configsPath({ namespace }),
      secretsPath({ namespace }),
    ]) {
      const { items } = await client.kubernetes.list<{
        metadata: { name: string };
      }>(path, { labelSelector: `pagoda.io/uid=${uid}` });
      names[path.resource] = items.map(({ metadata }) => metadata.name).sort();
    }
    return names;
  }
}

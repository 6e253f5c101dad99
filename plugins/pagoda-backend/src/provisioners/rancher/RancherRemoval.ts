import type { ResourcePath } from '../../clients/kubernetes/ResourcePath';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { ProvisionedCluster, RemovalState } from '../types';
import { isMissing } from './findDriverProblem';
import { inPlainWords } from './inPlainWords';
import { CAPI_CLUSTER, ownerSelector, UID_LABEL } from './names';
import type { Notes } from './Notes';
import { find, type CapiMachine, type RancherCluster } from './objects';
import {
  clustersPath,
  configsPath,
  machinesPath,
  managementPath,
  openstackMachinesPath,
  secretsPath,
} from './paths';
import { findCluster } from './RancherReconciler';
import type { RancherSite } from './RancherSites';

const STUCK_AFTER = 15 * 60_000;

interface Named {
  metadata: { name: string; uid: string };
}

/** One step of the removal of a cluster, and a look whether anything is left. */
export class RancherRemoval {
  readonly #stuckAfter: number;
  readonly #findServers?: (
    openstack: string,
    names: string[],
  ) => Promise<string[]>;

  constructor(options: {
    stuckAfter?: number;
    findServers?: (openstack: string, names: string[]) => Promise<string[]>;
  }) {
    this.#stuckAfter = options.stuckAfter ?? STUCK_AFTER;
    this.#findServers = options.findServers;
  }

  /** `undefined` when nothing is left. */
  async remove(
    site: RancherSite,
    cluster: ProvisionedCluster,
    notes: Notes,
  ): Promise<RemovalState | undefined> {
    const found = await findCluster(site, cluster.name);
    const isOurs = found?.metadata.labels?.[UID_LABEL] === cluster.uid;
    if (found && isOurs) {
      return this.#removeCluster(site, found, notes);
    }
    // A cluster of somebody else's may have its name: its machines are not ours.
    const rest = found ? undefined : await this.#findRest(site, cluster, notes);
    if (rest !== undefined) {
      return this.#waitFor(rest, notes);
    }
    const own = await this.#removeOwn(site, cluster);
    if (own !== undefined) {
      return this.#waitFor(own, notes);
    }
    const servers = await this.#leftServers(site, notes);
    return servers === undefined
      ? undefined
      : { message: servers, stuck: true };
  }

  async #removeCluster(
    site: RancherSite,
    found: RancherCluster,
    notes: Notes,
  ): Promise<RemovalState> {
    const { client, namespace } = site;
    const { name, uid, deletionTimestamp } = found.metadata;
    const machines = await this.#machines(site, name);
    await notes.save({
      uid,
      ...(found.status?.clusterName && { id: found.status.clusterName }),
    });
    await notes.seeMachines(machines.map(({ metadata }) => metadata.name));
    if (!deletionTimestamp) {
      await client.kubernetes.delete(clustersPath({ namespace, name }), {
        preconditions: { uid },
      });
      return this.#waitFor('Rancher was told to delete it', notes);
    }
    const conditions = found.status?.conditions;
    const said =
      find(conditions, 'Removed')?.message ||
      find(conditions, 'Waiting')?.message;
    return this.#waitFor(
      said
        ? inPlainWords(said)
        : `Rancher deletes it; ${machines.length} machines are left`,
      notes,
    );
  }

  /** What of Rancher's own objects outlives the cluster. */
  async #findRest(
    site: RancherSite,
    { name }: ProvisionedCluster,
    notes: Notes,
  ): Promise<string | undefined> {
    const machines = await this.#machines(site, name);
    if (machines.length > 0) {
      return `Rancher still has ${machines.length} machines of it, such as ${machines[0].metadata.name}`;
    }
    const { id } = notes.all;
    if (id !== undefined) {
      const management = await site.client.kubernetes.find(
        managementPath('clusters', id),
      );
      if (management) {
        return `Rancher still has the management cluster ${id}`;
      }
    }
    return undefined;
  }

  async #machines(
    { client, features, namespace }: RancherSite,
    name: string,
  ): Promise<{ metadata: { name: string } }[]> {
    const selector = `${CAPI_CLUSTER}=${name}`;
    const version = await features.clusterApi();
    const found = new Map<string, { metadata: { name: string } }>();
    for (const path of [
      machinesPath(version, { namespace }),
      openstackMachinesPath({ namespace }),
    ]) {
      for (const one of await listLabelled<CapiMachine>(
        client.kubernetes,
        path,
        selector,
      )) {
        found.set(one.metadata.name, one);
      }
    }
    return [...found.values()];
  }

  /** What the provisioner made beside the cluster; tells what it has found. */
  async #removeOwn(
    { client, namespace }: RancherSite,
    { uid }: ProvisionedCluster,
  ): Promise<string | undefined> {
    let left: string | undefined;
    for (const path of [
      configsPath({ namespace }),
      secretsPath({ namespace }),
    ]) {
      const found = await listLabelled<Named>(
        client.kubernetes,
        path,
        ownerSelector(uid),
      );
      for (const { metadata } of found) {
        await client.kubernetes.delete(
          { ...path, name: metadata.name },
          { preconditions: { uid: metadata.uid } },
        );
        left ??= `deleting ${path.resource} ${metadata.name}`;
      }
    }
    return left;
  }

  /** Rancher may have forgotten a server that OpenStack still has. */
  async #leftServers(
    { openstack }: RancherSite,
    notes: Notes,
  ): Promise<string | undefined> {
    const { machines = [] } = notes.all;
    if (!this.#findServers || machines.length === 0) {
      return undefined;
    }
    const left = await this.#findServers(openstack.name, machines);
    return left.length === 0
      ? undefined
      : `Rancher is done, but cloud '${openstack.name}' still has ${left.length} of its servers: ${left.join(', ')}. Delete them there.`;
  }

  /** Who waits for the same for long does not go on by himself. */
  async #waitFor(message: string, notes: Notes): Promise<RemovalState> {
    const before = notes.all.removal;
    const since = before?.message === message ? before.since : Date.now();
    await notes.save({ removal: { message, since } });
    return { message, stuck: Date.now() - since >= this.#stuckAfter };
  }
}

/** Empty where there is no such kind. */
async function listLabelled<T>(
  client: KubernetesClient,
  path: ResourcePath,
  labelSelector: string,
): Promise<T[]> {
  const items: T[] = [];
  try {
    for await (const item of client.listAll<T>(path, { labelSelector })) {
      items.push(item);
    }
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
  return items;
}

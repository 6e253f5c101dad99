import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import { ApiError } from '../../http/errors';
import type {
  ClusterProvisioner,
  Demand,
  OperationState,
  PlanProblem,
  ProvisionedCluster,
  ProvisionedState,
  ProvisionerMemory,
  ProvisionerOperation,
  RemovalState,
} from '../types';
import { checkRancherPlan } from './checkRancherPlan';
import { demandOf } from './demandOf';
import { findDriverProblem } from './findDriverProblem';
import { makeKubeconfig } from './makeKubeconfig';
import { Notes } from './Notes';
import type { RancherCluster } from './objects';
import { Offers } from './Offers';
import { clustersPath } from './paths';
import { RancherOperations } from './RancherOperations';
import { RancherReconciler } from './RancherReconciler';
import { RancherRemoval } from './RancherRemoval';
import { RancherSites, type RancherSitesOptions } from './RancherSites';
import { readSnapshots } from './readSnapshots';
import { allowedUpgrades } from './versions';

/** What {@link RancherProvisioner} needs. */
export interface RancherProvisionerOptions extends RancherSitesOptions {
  /** The label of this portal on all that it makes; see `portalId`. */
  portal: string;
  /**
   * Which of the given servers are there in an OpenStack; asked at the end of a removal, so that nothing is left that
   * Rancher has forgotten.
   */
  findServers?: (openstack: string, names: string[]) => Promise<string[]>;
  /** How long the removal may wait for the same before it is called stuck, in milliseconds; 15 minutes by default. */
  stuckAfter?: number;
}

/**
 * Makes clusters of RKE2 by Rancher (2.12 and later), on machines of the OpenStack that is behind it. It writes to Rancher's
 * Kubernetes API alone; objects have names of the cluster's and labels with its uid, by which they are found again.
 */
export class RancherProvisioner implements ClusterProvisioner {
  readonly name = 'rancher';
  readonly cloudKind = 'rancher';
  readonly operations = ['upgrade', 'rotate', 'snapshot', 'restore'] as const;
  readonly #sites: RancherSites;
  readonly #reconciler: RancherReconciler;
  readonly #removal: RancherRemoval;
  readonly #rancherOperations = new RancherOperations();

  constructor(options: RancherProvisionerOptions) {
    this.#sites = new RancherSites(options);
    this.#reconciler = new RancherReconciler(options.portal);
    this.#removal = new RancherRemoval(options);
  }

  async check(plan: ClusterPlan, before?: ClusterPlan): Promise<PlanProblem[]> {
    const site = this.#sites.get(plan.cloud);
    const { client, namespace, features } = site;
    const driver = await findDriverProblem(client.kubernetes, namespace);
    const taken = before
      ? undefined
      : await client.kubernetes.find<RancherCluster>(
          clustersPath({ namespace, name: plan.name }),
        );
    return [
      ...(driver
        ? [
            {
              field: 'cloud',
              message: `is not ready: ${driver.message}`,
              advice: driver.advice,
            },
          ]
        : []),
      ...(taken
        ? [
            {
              field: 'name',
              message: `is '${plan.name}', which a cluster in Rancher has`,
              advice: 'Choose another name.',
            },
          ]
        : []),
      ...checkRancherPlan(
        plan,
        {
          offers: new Offers(await site.offers()),
          openstack: site.openstack.name,
          versions: site.versions,
          autoscaling: await features.autoscaling(),
        },
        before,
      ),
    ];
  }

  async demand(plan: ClusterPlan, before?: ClusterPlan): Promise<Demand[]> {
    const offers = await this.#sites.get(plan.cloud).offers();
    return demandOf(plan, new Offers(offers), before);
  }

  async reconcile(
    cluster: ProvisionedCluster,
    memory: ProvisionerMemory,
  ): Promise<ProvisionedState> {
    const site = this.#sites.get(cluster.plan.cloud);
    return this.#reconciler.reconcile(
      site,
      cluster,
      new Notes(cluster, memory),
    );
  }

  async remove(
    cluster: ProvisionedCluster,
    memory: ProvisionerMemory,
  ): Promise<RemovalState | undefined> {
    const site = this.#sites.get(cluster.plan.cloud);
    return this.#removal.remove(site, cluster, new Notes(cluster, memory));
  }

  async operate(
    cluster: ProvisionedCluster,
    operation: ProvisionerOperation,
    memory: ProvisionerMemory,
  ): Promise<OperationState> {
    const site = this.#sites.get(cluster.plan.cloud);
    return this.#rancherOperations.operate(
      site,
      cluster,
      operation,
      new Notes(cluster, memory),
    );
  }

  async snapshots(cluster: ProvisionedCluster) {
    const { client, namespace } = this.#sites.get(cluster.plan.cloud);
    return readSnapshots(client.kubernetes, namespace, cluster.name);
  }

  async versions(cluster: ProvisionedCluster): Promise<string[]> {
    const { versions } = this.#sites.get(cluster.plan.cloud);
    return allowedUpgrades(cluster.plan.version, versions);
  }

  async kubeconfig(
    cluster: ProvisionedCluster,
    ttlSeconds: number,
  ): Promise<{ kubeconfig: string; expiresAt: Date }> {
    const site = this.#sites.get(cluster.plan.cloud);
    const found = await site.client.kubernetes.find<RancherCluster>(
      clustersPath({ namespace: site.namespace, name: cluster.name }),
    );
    const id = found?.status?.clusterName;
    if (!id) {
      throw new ApiError(
        `Cluster '${cluster.name}' has no Kubernetes API yet`,
        {
          ...{ code: 'ClusterNotReady', status: 409, field: 'cluster' },
          advice: 'Wait until it is Ready.',
        },
      );
    }
    try {
      return await makeKubeconfig(site.client, {
        ...{ cluster: id, ttlSeconds },
        description: `PAGoDA, cluster ${cluster.name}`,
      });
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 400) {
        throw new ApiError(`ttlSeconds: ${error.message}`, {
          ...{ code: 'InvalidInput', status: 400, field: 'ttlSeconds' },
          advice:
            "Rancher's setting kubeconfig-max-token-ttl-minutes is the limit.",
          cause: error,
        });
      }
      throw error;
    }
  }
}

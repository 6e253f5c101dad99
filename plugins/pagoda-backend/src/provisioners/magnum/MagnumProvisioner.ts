import { isError } from '@backstage/errors';
import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { ApiError } from '../../http/errors';
import type { ProvisionerContext } from '../extensionPoint';
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
import { checkMagnumPlan } from './checkMagnumPlan';
import { demandOf } from './demandOf';
import { MagnumOperations } from './MagnumOperations';
import { MagnumReconciler } from './MagnumReconciler';
import { MagnumRemoval } from './MagnumRemoval';
import { MagnumSites, type MagnumSite } from './MagnumSites';
import { makeKubeconfig } from './makeKubeconfig';
import { Notes, type MagnumNotes } from './Notes';
import { PortalAccess, toSettings } from './PortalAccess';
import { readUpgrades } from './readUpgrades';

/**
 * Makes clusters by Magnum (Victoria and later: node groups) in an OpenStack. Clusters carry labels with the portal, the name
 * and the uid of their record, by which they are found again.
 */
export class MagnumProvisioner implements ClusterProvisioner {
  readonly name = 'magnum';
  readonly cloudKind = 'openstack';
  readonly operations = ['upgrade', 'rotate'] as const;
  readonly #sites: MagnumSites;
  readonly #reconciler: MagnumReconciler;
  readonly #removal: MagnumRemoval;
  readonly #magnumOperations: MagnumOperations;

  /** @param now - milliseconds since 1970 */
  constructor(
    { clouds, portal, offers }: ProvisionerContext,
    now: () => number = Date.now,
  ) {
    this.#sites = new MagnumSites({ clouds, offers });
    const access = new PortalAccess(now);
    this.#reconciler = new MagnumReconciler({ portal, access, now });
    this.#removal = new MagnumRemoval(now);
    this.#magnumOperations = new MagnumOperations(now);
  }

  async check(plan: ClusterPlan, before?: ClusterPlan): Promise<PlanProblem[]> {
    const site = this.#sites.get(plan.cloud);
    const { containerInfra: magnum } = site.client;
    const hindrance = await findHindrance(site);
    if (hindrance) {
      return [hindrance];
    }
    const problems = before ? [] : await findTwin(site, plan.name);
    const template = await magnum.findClusterTemplate(
      plan.clusterTemplate ?? '-',
    );
    const templateBefore =
      before?.clusterTemplate === undefined ||
      before.clusterTemplate === plan.clusterTemplate
        ? undefined
        : await magnum.findClusterTemplate(before.clusterTemplate);
    const lists = await site.offers();
    return [
      ...problems,
      ...checkMagnumPlan(plan, { template, templateBefore, lists }, before),
    ];
  }

  async demand(plan: ClusterPlan, before?: ClusterPlan): Promise<Demand[]> {
    const site = this.#sites.get(plan.cloud);
    const template = await site.client.containerInfra.findClusterTemplate(
      plan.clusterTemplate ?? '-',
    );
    // Without a template nothing is known; `check` has said so.
    return template
      ? demandOf(plan, template, await site.offers(), before)
      : [];
  }

  reconcile(
    cluster: ProvisionedCluster,
    memory: ProvisionerMemory,
  ): Promise<ProvisionedState> {
    const site = this.#sites.get(cluster.plan.cloud);
    const notes = new Notes(cluster, memory);
    return this.#reconciler.reconcile(site, cluster, notes);
  }

  remove(
    cluster: ProvisionedCluster,
    memory: ProvisionerMemory,
  ): Promise<RemovalState | undefined> {
    const site = this.#sites.get(cluster.plan.cloud);
    return this.#removal.remove(site, cluster, new Notes(cluster, memory));
  }

  operate(
    cluster: ProvisionedCluster,
    operation: ProvisionerOperation,
    memory: ProvisionerMemory,
  ): Promise<OperationState> {
    const site = this.#sites.get(cluster.plan.cloud);
    return this.#magnumOperations.operate(
      ...([site, cluster, operation, new Notes(cluster, memory)] as const),
    );
  }

  versions({ plan }: ProvisionedCluster): Promise<string[]> {
    const { client } = this.#sites.get(plan.cloud);
    return readUpgrades(client.containerInfra, plan.clusterTemplate ?? '-');
  }

  async kubeconfig(
    cluster: ProvisionedCluster,
    ttlSeconds: number,
  ): Promise<{ kubeconfig: string; expiresAt: Date }> {
    const { client } = this.#sites.get(cluster.plan.cloud);
    const { id, certificate }: MagnumNotes = cluster.memory;
    const found =
      id === undefined || !certificate
        ? undefined
        : await client.containerInfra.findCluster(id);
    if (!found?.api_address || !certificate) {
      throw new ApiError(
        `Cluster '${cluster.name}' has no Kubernetes API yet`,
        {
          ...{ code: 'ClusterNotReady', status: 409, field: 'cluster' },
          advice: 'Wait until it is Ready.',
        },
      );
    }
    const connection = toSettings(found.api_address, certificate);
    try {
      return await makeKubeconfig(connection, cluster.name, ttlSeconds);
    } catch (error) {
      if (!isError(error)) {
        throw error;
      }
      throw new ApiError(
        `Cluster '${cluster.name}' did not make a token: ${error.message}`,
        {
          ...{ code: 'ClusterUnreachable', status: 503, cause: error },
          advice: `Look whether ${found.api_address} can be reached from the portal.`,
        },
      );
    }
  }
}

/** Why no cluster at all can be made there. */
async function findHindrance({
  client,
  settings: { name },
}: MagnumSite): Promise<PlanProblem | undefined> {
  if (!(await client.containerInfra.isOffered())) {
    return {
      field: 'cloud',
      message: `is '${name}', which has no Magnum: its service catalog has no container-infra`,
    };
  }
  return (await client.identity.whoAmI()).isRestricted
    ? {
        field: 'cloud',
        message: `is '${name}', for which PAGoDA has a restricted application credential: Magnum could not act for it`,
        advice:
          'Give the cloud a user with a password in pagoda.clouds.openstack.',
      }
    : undefined;
}

/** Magnum allows clusters of the same name; people do not. */
async function findTwin(
  { client }: MagnumSite,
  name: string,
): Promise<PlanProblem[]> {
  for await (const cluster of client.containerInfra.clusters()) {
    if (cluster.name === name) {
      return [
        {
          field: 'name',
          message: `is '${name}', which a cluster in Magnum has`,
          advice: 'Choose another name.',
        },
      ];
    }
  }
  return [];
}

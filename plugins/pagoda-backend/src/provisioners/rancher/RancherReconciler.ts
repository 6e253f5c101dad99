import { setTimeout as sleep } from 'node:timers/promises';
import type { Link } from '@pagoda/plugin-pagoda-common';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import type { ProvisionedCluster, ProvisionedState } from '../types';
import { buildCluster } from './buildCluster';
import { buildOpenstackConfig } from './buildOpenstackConfig';
import { changePools } from './changePools';
import { describeState } from './describeState';
import { describeUnmade } from './describeUnmade';
import {
  ensureSecrets,
  hasOtherCredentials,
  hasSecretElsewhere,
} from './ensureSecrets';
import { findDriverProblem, isMissing } from './findDriverProblem';
import { isUsable } from './isUsable';
import { RANCHER_POOL, UID_LABEL, type Owner } from './names';
import type { Notes } from './Notes';
import type { RancherCluster } from './objects';
import { observe, type Observed } from './observe';
import { Offers } from './Offers';
import { clustersPath } from './paths';
import { PoolConfigs } from './PoolConfigs';
import type { RancherSite } from './RancherSites';

/** Somebody else may write at the same time: so often it is tried. */
const TRIES = 4;
const PAUSE = 100;

/** One step with one cluster towards its plan: find it, make it, change it, look at it. */
export class RancherReconciler {
  readonly #portal: string;

  constructor(portal: string) {
    this.#portal = portal;
  }

  async reconcile(
    site: RancherSite,
    cluster: ProvisionedCluster,
    notes: Notes,
  ): Promise<ProvisionedState> {
    const { name, plan } = cluster;
    const found = await findCluster(site, name);
    if (found && found.metadata.labels?.[UID_LABEL] !== cluster.uid) {
      return describeUnmade(cluster, {
        reason: 'NameTaken',
        cause: `Rancher has another cluster '${name}' in namespace '${site.namespace}', which PAGoDA did not make. Delete this one, and choose another name.`,
        final: true,
      });
    }
    if (!found) {
      return notes.all.uid === undefined
        ? this.#create(site, cluster, notes)
        : describeUnmade(cluster, {
            reason: 'Gone',
            cause:
              'It is gone from Rancher, though PAGoDA has not deleted it. Delete it here, too; PAGoDA looks whether anything is left of it.',
            final: true,
          });
    }
    await notes.save({
      uid: found.metadata.uid,
      id: found.status?.clusterName,
    });
    if (!found.metadata.deletionTimestamp && hasOtherCredentials(site, notes)) {
      await ensureSecrets(site, this.#owner(cluster), plan, notes);
    }
    const isChanging = cluster.generation !== cluster.observedGeneration;
    const { current, waiting } =
      isChanging && !found.metadata.deletionTimestamp
        ? await this.#change(site, cluster, found)
        : { current: found, waiting: undefined };
    const observed = await observe(
      site.client.kubernetes,
      site.features,
      current,
    );
    if (isChanging) {
      await this.#configs(site, cluster).prune(
        plan,
        current,
        poolsWithMachines(observed),
      );
    }
    // When it is removed, these are looked for in OpenStack: Rancher may have forgotten some by then.
    await notes.seeMachines(
      observed.machines.map(({ metadata }) => metadata.name),
    );
    const usable = isUsable(current, observed.management);
    if (usable && notes.all.usableAt === undefined) {
      await notes.save({ usableAt: Date.now() });
    }
    const state = describeState(observed, plan, {
      ...{ wasUsable: notes.all.usableAt !== undefined, isChanging },
    });
    return {
      ...state,
      ...(waiting && { settled: false, phase: 'Updating', cause: waiting }),
      ...this.#reach(site, current, notes),
    };
  }

  /** All that it needs, and the cluster last: what is there already stays. */
  async #create(
    site: RancherSite,
    cluster: ProvisionedCluster,
    notes: Notes,
  ): Promise<ProvisionedState> {
    const { client, namespace } = site;
    const { plan } = cluster;
    const owner = this.#owner(cluster);
    await notes.save({ began: notes.all.began ?? Date.now() });
    const driver = await findDriverProblem(client.kubernetes, namespace);
    if (driver) {
      return describeUnmade(cluster, {
        reason: 'DriverInactive',
        cause: `${driver.message}. ${driver.advice}`,
      });
    }
    const offers = new Offers(await site.offers());
    const waiting = await this.#ensureConfigs(site, cluster, offers);
    if (waiting) {
      return describeUnmade(cluster, { reason: 'Waiting', cause: waiting });
    }
    const credential = await ensureSecrets(site, owner, plan, notes);
    try {
      const made = await client.kubernetes.create<RancherCluster>(
        clustersPath({ namespace }),
        buildCluster({ owner, namespace, plan, credential }),
      );
      await notes.save({ uid: made.metadata.uid });
    } catch (error) {
      // Made by a step whose end nobody saw: the next one finds it, and whose it is.
      if (!(error instanceof KubernetesError && error.status === 409)) {
        throw error;
      }
    }
    return describeUnmade(cluster, {
      reason: 'Created',
      cause: 'Rancher was told to make it',
      phase: 'Provisioning',
    });
  }

  /** The pools as the plan has them; the version is for the operation that upgrades. */
  async #change(
    site: RancherSite,
    cluster: ProvisionedCluster,
    found: RancherCluster,
  ): Promise<{ current: RancherCluster; waiting?: string }> {
    const { client, namespace } = site;
    const { plan, name } = cluster;
    const path = clustersPath({ namespace, name });
    let current = found;
    for (let attempt = 1; ; attempt += 1) {
      const changes = changePools(current, plan);
      if (changes.length === 0) {
        return { current };
      }
      const offers = new Offers(await site.offers());
      const waiting = await this.#ensureConfigs(site, cluster, offers, current);
      if (waiting) {
        return { current, waiting };
      }
      try {
        return {
          current: await client.kubernetes.patch<RancherCluster>(
            path,
            changes,
            'json',
          ),
        };
      } catch (error) {
        if (!isConflict(error) || attempt >= TRIES) {
          throw error;
        }
      }
      await sleep(PAUSE * attempt);
      current = await client.kubernetes.get<RancherCluster>(path);
    }
  }

  async #ensureConfigs(
    site: RancherSite,
    cluster: ProvisionedCluster,
    offers: Offers,
    current?: RancherCluster,
  ): Promise<string | undefined> {
    const { namespace, openstack } = site;
    const { plan } = cluster;
    const owner = this.#owner(cluster);
    try {
      return await this.#configs(site, cluster).ensure(plan, current, pool =>
        buildOpenstackConfig({
          ...{ owner, namespace, plan, pool, offers },
          connection: openstack.connection,
          secretElsewhere: hasSecretElsewhere(site),
        }),
      );
    } catch (error) {
      const driver = isMissing(error)
        ? await findDriverProblem(site.client.kubernetes, namespace)
        : undefined;
      if (driver) {
        return `${driver.message}. ${driver.advice}`;
      }
      throw error;
    }
  }

  #configs({ client, namespace }: RancherSite, cluster: ProvisionedCluster) {
    return new PoolConfigs({
      ...{ client: client.kubernetes, namespace, owner: this.#owner(cluster) },
    });
  }

  #owner({ name, uid }: ProvisionedCluster): Owner {
    return { portal: this.#portal, cluster: name, uid };
  }

  /** The way to its Kubernetes API, once it could be used. */
  #reach(
    { client, settings }: RancherSite,
    { metadata, status }: RancherCluster,
    notes: Notes,
  ): Pick<ProvisionedState, 'connection' | 'links'> {
    const id = status?.clusterName;
    const links: Link[] = [
      {
        title: 'Rancher',
        url: `${settings.url}/dashboard/c/_/manager/provisioning.cattle.io.cluster/${[
          metadata.namespace ?? '',
          metadata.name,
        ]
          .map(encodeURIComponent)
          .join('/')}`,
      },
      ...(id && notes.all.usableAt !== undefined
        ? [
            {
              title: 'Rancher: what is in it',
              url: `${settings.url}/dashboard/c/${encodeURIComponent(id)}/explorer`,
            },
          ]
        : []),
    ];
    return id && notes.all.usableAt !== undefined
      ? {
          links,
          connection: {
            kind: 'token',
            settings: client.clusterConnection(id),
          },
        }
      : { links };
  }
}

/** The cluster of that name, whosever it is. */
export function findCluster(
  { client, namespace }: RancherSite,
  name: string,
): Promise<RancherCluster | undefined> {
  return client.kubernetes.find<RancherCluster>(
    clustersPath({ namespace, name }),
  );
}

/** Whether a patch has met the change of somebody else: a test of RFC 6902 that fails is 422. */
export function isConflict(error: unknown): boolean {
  return (
    error instanceof KubernetesError &&
    (error.status === 409 ||
      (error.status === 422 && /test|replace|remove|path/i.test(error.message)))
  );
}

function poolsWithMachines({ machines }: Observed): Set<string> {
  return new Set(
    machines.map(({ metadata }) => metadata.labels?.[RANCHER_POOL] ?? ''),
  );
}

import { parseQuantity } from '@pagoda/plugin-pagoda-common';
import type {
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
} from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../../clients/kubernetes/KubernetesError';
import { ApiError } from '../../../http/errors';
import { LABELS, MANAGED_BY } from '../../../projects/clusters/objectNames';
import { claimState } from '../../claims/claimState';
import { explainClaimError } from '../../claims/explainClaimError';
import type { Gateways } from '../../gateways/Gateways';
import type { GatewayClusters, GatewayNamespaces } from '../../gateways/types';
import { claimName } from '../kubernetes/KubernetesVolumeProvider';
import {
  buildPersistentVolume,
  buildStaticClaim,
  CINDER_DRIVER,
  persistentVolumeName,
  ZONE_KEY,
  type BindingTarget,
} from './buildBinding';
import type { CloudVolume } from './CloudVolume';
import { describeBinding, type BindingState } from './describeBinding';

/** What {@link VolumeBinding} needs. */
export interface VolumeBindingOptions {
  clusters: GatewayClusters;
  namespaces: Pick<GatewayNamespaces, 'ensure' | 'namespaceOf'>;
  gateways: Pick<Gateways, 'release'>;
}

const GIB = 1024 ** 3;
const VOLUMES = { resource: 'persistentvolumes' };
const CLAIMS = { resource: 'persistentvolumeclaims' };

/** What leads from a cluster to a volume of a cloud: a static PersistentVolume, and the claim that runs mount. */
export class VolumeBinding {
  readonly #options: VolumeBindingOptions;

  constructor(options: VolumeBindingOptions) {
    this.#options = options;
  }

  /** Makes what is missing, and says how it is. */
  bind(
    cluster: string,
    volume: CloudVolume,
    made: Pick<BindingTarget, 'externalId' | 'gib'> & { zone: string },
  ): Promise<BindingState> {
    return explainClaimError({ cluster }, async () => {
      const { clusters, namespaces } = this.#options;
      const client = await clusters.client(cluster);
      if (!(await hasDriver(client))) {
        return {
          ...{ usable: false, settled: true, reason: 'DriverMissing' },
          message: `Cluster '${cluster}' cannot mount volumes of clouds: it lacks the driver ${CINDER_DRIVER}. Have an administrator install it there (the Cinder CSI plugin), or take the volume off the cluster.`,
        };
      }
      const { namespace } = await namespaces.ensure(volume.project, cluster);
      const target = { ...made, volume, namespace };
      const claim = await findClaim(client, namespace, volume);
      if (claim && claim.spec?.volumeName !== persistentVolumeName(volume)) {
        return {
          ...{ usable: false, settled: true, reason: 'ClaimTaken' },
          message: `Cluster '${cluster}' has another claim '${claimName(volume.name)}' in namespace ${namespace}, which is not of this volume. Have it deleted there, or make the volume by another name.`,
        };
      }
      const found = await findVolume(client, volume);
      if (
        claim?.metadata?.deletionTimestamp ||
        found?.metadata?.deletionTimestamp
      ) {
        return {
          ...{ usable: false, settled: false, reason: 'Releasing' },
          message: `Cluster '${cluster}' still lets go of how it was bound before; it is bound anew after that.`,
        };
      }
      const persistent = found
        ? await this.#refresh(client, found, claim, target)
        : await client.create<PersistentVolume>(
            VOLUMES,
            buildPersistentVolume(
              { ...target, zone: await zoneFor(client, made.zone) },
              claim?.metadata?.uid,
            ),
          );
      return describeBinding(
        cluster,
        volume,
        persistent,
        claim ??
          (await client.create<PersistentVolumeClaim>(
            { ...CLAIMS, namespace },
            buildStaticClaim(target),
          )),
      );
    });
  }

  /**
   * Takes the volume off a cluster; the volume itself stays as it is.
   *
   * @returns what that waits for, where it is not done yet
   */
  unbind(cluster: string, volume: CloudVolume): Promise<string | undefined> {
    return explainClaimError({ cluster }, async () => {
      const { clusters, namespaces, gateways } = this.#options;
      let client: KubernetesClient;
      try {
        client = await clusters.client(cluster);
      } catch (error) {
        if (
          error instanceof ApiError &&
          error.code === 'ClusterConnectionNotFound'
        ) {
          // The cluster is gone, or the portal has no longer to do with it.
          return undefined;
        }
        throw error;
      }
      const namespace = namespaces.namespaceOf(volume.project);
      const isOwn = (claim: PersistentVolumeClaim | undefined) =>
        claim?.spec?.volumeName === persistentVolumeName(volume);
      const claim = await findClaim(client, namespace, volume);
      if (claim && isOwn(claim)) {
        const { project, name, owner } = volume;
        // It would be what the claim waits for.
        await gateways.release({
          ...{ cluster, project, owner, claim: claimName(name) },
          title: `volume '${name}'`,
        });
        if (!claim.metadata?.deletionTimestamp) {
          await client.delete(
            { ...CLAIMS, namespace, name: claimName(name) },
            { preconditions: { uid: claim.metadata?.uid } },
          );
        }
        const left = await findClaim(client, namespace, volume);
        if (left && isOwn(left)) {
          const { message } = await claimState(client, left);
          return `Cluster '${cluster}' lets go of it: ${message}`;
        }
      }
      const persistent = await findVolume(client, volume);
      if (!persistent) {
        return undefined;
      }
      if (!persistent.metadata?.deletionTimestamp) {
        await client.delete(
          { ...VOLUMES, name: persistentVolumeName(volume) },
          { preconditions: { uid: persistent.metadata?.uid } },
        );
      }
      return (await findVolume(client, volume))
        ? `Cluster '${cluster}' still detaches it from its nodes.`
        : undefined;
    });
  }

  /**
   * How volumes are bound; those whose binding is as it should be have a state that is usable.
   *
   * @returns by uid; `undefined` where the cluster does not answer, which is said of the cluster
   */
  async look(
    cluster: string,
    volumes: readonly CloudVolume[],
  ): Promise<Map<string, BindingState> | undefined> {
    try {
      const client = await this.#options.clusters.client(cluster);
      const own = {
        labelSelector: `${LABELS.managedBy}=${MANAGED_BY},${LABELS.volume}`,
      };
      const claims = new Map<string, PersistentVolumeClaim>();
      const listed = client.listAll<PersistentVolumeClaim>(CLAIMS, own);
      for await (const claim of listed) {
        claims.set(claim.spec?.volumeName ?? '', claim);
      }
      const persistent = new Map<string, PersistentVolume>();
      for await (const one of client.listAll<PersistentVolume>(VOLUMES, own)) {
        persistent.set(one.metadata?.name ?? '', one);
      }
      return new Map(
        volumes.map(volume => {
          const name = persistentVolumeName(volume);
          return [
            volume.uid,
            describeBinding(
              cluster,
              volume,
              persistent.get(name),
              claims.get(name),
            ),
          ];
        }),
      );
    } catch (error) {
      if (error instanceof KubernetesError || error instanceof ApiError) {
        return undefined;
      }
      throw error;
    }
  }

  /** What there is of an earlier time fits the present claim and size. */
  async #refresh(
    client: KubernetesClient,
    found: PersistentVolume,
    claim: PersistentVolumeClaim | undefined,
    { gib, volume }: BindingTarget,
  ): Promise<PersistentVolume> {
    const uid = claim?.metadata?.uid;
    const isStale =
      found.spec?.claimRef?.uid !== undefined &&
      found.spec.claimRef.uid !== uid;
    const isSmaller =
      parseQuantity(found.spec?.capacity?.storage ?? '0') < gib * GIB;
    if (!isStale && !isSmaller) {
      return found;
    }
    return client.patch<PersistentVolume>(
      { ...VOLUMES, name: persistentVolumeName(volume) },
      {
        spec: {
          // Released: it would never be bound again to a claim with another uid.
          ...(isStale && {
            claimRef: { uid: uid ?? null, resourceVersion: null },
          }),
          // The node's file system follows when the volume is mounted next.
          ...(isSmaller && { capacity: { storage: `${gib}Gi` } }),
        },
      },
      'merge',
    );
  }
}

function findClaim(
  client: KubernetesClient,
  namespace: string,
  { name }: CloudVolume,
): Promise<PersistentVolumeClaim | undefined> {
  return client.find({ ...CLAIMS, namespace, name: claimName(name) });
}

function findVolume(
  client: KubernetesClient,
  volume: CloudVolume,
): Promise<PersistentVolume | undefined> {
  return client.find({ ...VOLUMES, name: persistentVolumeName(volume) });
}

async function hasDriver(client: KubernetesClient): Promise<boolean> {
  return (
    (await client.find({
      ...{ group: 'storage.k8s.io', resource: 'csidrivers' },
      name: CINDER_DRIVER,
    })) !== undefined
  );
}

/**
 * The zone that nodes are asked for. Where zones of machines and of volumes are called differently, the driver is told to
 * ignore them (`ignore-volume-az`); no node would be in the volume's then.
 */
async function zoneFor(
  client: KubernetesClient,
  zone: string,
): Promise<string | undefined> {
  const hasNode = async (labelSelector: string) => {
    const { items } = await client.list<Node>(
      { resource: 'nodes' },
      { labelSelector, limit: 1 },
    );
    return items.length > 0;
  };
  return (await hasNode(`${ZONE_KEY}=${zone}`)) || !(await hasNode(ZONE_KEY))
    ? zone
    : undefined;
}

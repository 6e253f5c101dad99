import type { PersistentVolumeClaim } from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../../clients/kubernetes/KubernetesError';
import { ApiError } from '../../../http/errors';
import type { Files } from '../../../files/Files';
import { LABELS, MANAGED_BY } from '../../../projects/clusters/objectNames';
import { buildClaim } from '../../claims/buildClaim';
import { checkClass } from '../../claims/checkClass';
import { checkSize, requestedBytes } from '../../claims/checkSize';
import { claimState } from '../../claims/claimState';
import { explainClaimError } from '../../claims/explainClaimError';
import { DEFAULT_ACCESS_MODE } from '../../claims/readStorageSettings';
import { OWNER_ANNOTATION } from '../../gateways/gatewayNames';
import type { Gateways } from '../../gateways/Gateways';
import type {
  GatewayClusters,
  GatewayNamespaces,
  GatewayTarget,
} from '../../gateways/types';
import type { VolumeKey } from '../../types';
import type {
  PlacedVolume,
  ProvidedState,
  VolumeProvider,
  VolumeRefusal,
} from '../types';

/** What {@link KubernetesVolumeProvider} needs. */
export interface KubernetesVolumeProviderOptions {
  clusters: GatewayClusters;
  namespaces: Pick<GatewayNamespaces, 'ensure' | 'namespaceOf'>;
  gateways: Pick<Gateways, 'files' | 'release'>;
}

const GONE: ProvidedState = {
  usable: false,
  settled: true,
  reason: 'ClaimGone',
  message:
    'Its claim was deleted from the cluster by hand, and its files with it. Delete this volume.',
};

/** The claim (PersistentVolumeClaim) of a volume, in the namespace of its project. */
export function claimName(volume: string): string {
  return `volume-${volume}`;
}

/** Volumes of Kubernetes clusters: each a PersistentVolumeClaim, whose files a data gateway serves. */
export class KubernetesVolumeProvider implements VolumeProvider {
  readonly name = 'kubernetes';
  /** It takes a pod: twice an hour at most while a run may write. */
  readonly countCost = 36_000;
  readonly #options: KubernetesVolumeProviderOptions;

  constructor(options: KubernetesVolumeProviderOptions) {
    this.#options = options;
  }

  check(
    volume: PlacedVolume,
    change?: { sizeBytes: number },
  ): Promise<VolumeRefusal | undefined> {
    return explainClaimError(volume, async () => {
      const client = await this.#options.clusters.client(volume.cluster);
      if (!change) {
        return checkClass(client, volume);
      }
      const claim = await this.#find(volume);
      return claim && checkSize(client, claim, { ...volume, ...change });
    });
  }

  provision(volume: PlacedVolume): Promise<ProvidedState> {
    return explainClaimError(volume, async () => {
      const { clusters, namespaces } = this.#options;
      const { project, cluster } = volume;
      const client = await clusters.client(cluster);
      const { namespace } = await namespaces.ensure(project, cluster);
      const found = await this.#find(volume);
      if (!found && volume.observedGeneration > 0) {
        // Another one in its place would be taken for it, and is empty.
        return GONE;
      }
      let claim =
        found ??
        (await client.create<PersistentVolumeClaim>(
          { resource: 'persistentvolumeclaims', namespace },
          buildClaim({
            name: claimName(volume.name),
            labels: {
              [LABELS.managedBy]: MANAGED_BY,
              [LABELS.project]: project,
              [LABELS.volume]: volume.name,
            },
            annotations: { [OWNER_ANNOTATION]: volume.owner },
            size: volume.size,
            storageClass: volume.storageClass,
            accessMode: volume.accessMode ?? DEFAULT_ACCESS_MODE,
          }),
        ));
      if (requestedBytes(claim) < volume.sizeBytes) {
        claim = await client.patch<PersistentVolumeClaim>(
          pathOf(namespace, volume),
          { spec: { resources: { requests: { storage: volume.size } } } },
          'merge',
        );
      }
      return this.#stateOf(client, claim);
    });
  }

  remove(volume: PlacedVolume): Promise<string | undefined> {
    return explainClaimError(volume, async () => {
      const { clusters, namespaces, gateways } = this.#options;
      const claim = await this.#find(volume);
      if (!claim) {
        return undefined;
      }
      // It would be what the claim waits for.
      await gateways.release(targetOf(volume));
      const client = await clusters.client(volume.cluster);
      if (!claim.metadata?.deletionTimestamp) {
        const namespace = namespaces.namespaceOf(volume.project);
        await client.delete(pathOf(namespace, volume), {
          preconditions: { uid: claim.metadata?.uid },
        });
      }
      const left = await this.#find(volume);
      return left && (await claimState(client, left)).message;
    });
  }

  files(volume: PlacedVolume): Files {
    return this.#options.gateways.files(targetOf(volume));
  }

  async inspect(
    volumes: PlacedVolume[],
  ): Promise<{ volume: VolumeKey; state: ProvidedState }[]> {
    const clusters = [...new Set(volumes.map(({ cluster }) => cluster))];
    const states = await Promise.all(
      clusters.map(cluster =>
        this.#inspectOn(
          cluster,
          volumes.filter(volume => volume.cluster === cluster),
        ),
      ),
    );
    return states.flat();
  }

  async #inspectOn(cluster: string, volumes: PlacedVolume[]) {
    try {
      const client = await this.#options.clusters.client(cluster);
      const claims = await this.#claims(client);
      return await Promise.all(
        volumes.map(async ({ project, name }) => {
          const claim = claims.get(keyOf({ project, name }));
          return {
            volume: { project, name },
            state: claim ? await this.#stateOf(client, claim) : GONE,
          };
        }),
      );
    } catch (error) {
      if (error instanceof KubernetesError || error instanceof ApiError) {
        // Nothing is known of them now. That the cluster does not answer, or has no connection, is said of the cluster.
        return [];
      }
      throw error;
    }
  }

  /** All volumes' claims of a cluster. */
  async #claims(
    client: KubernetesClient,
  ): Promise<Map<string, PersistentVolumeClaim>> {
    const claims = new Map<string, PersistentVolumeClaim>();
    const listed = client.listAll<PersistentVolumeClaim>(
      { resource: 'persistentvolumeclaims' },
      { labelSelector: `${LABELS.managedBy}=${MANAGED_BY},${LABELS.volume}` },
    );
    for await (const claim of listed) {
      const labels = claim.metadata?.labels ?? {};
      const key = {
        project: labels[LABELS.project],
        name: labels[LABELS.volume],
      };
      claims.set(keyOf(key), claim);
    }
    return claims;
  }

  async #stateOf(
    client: KubernetesClient,
    claim: PersistentVolumeClaim,
  ): Promise<ProvidedState> {
    const { phase, usable, reason, message } = await claimState(client, claim);
    return {
      ...{ usable, reason, message },
      settled:
        phase === 'WaitsForConsumer' ||
        (phase === 'Bound' && reason === 'Bound'),
      storageClass: claim.spec?.storageClassName,
    };
  }

  async #find(
    volume: PlacedVolume,
  ): Promise<PersistentVolumeClaim | undefined> {
    const { clusters, namespaces } = this.#options;
    const client = await clusters.client(volume.cluster);
    return client.find<PersistentVolumeClaim>(
      pathOf(namespaces.namespaceOf(volume.project), volume),
    );
  }
}

function pathOf(namespace: string, { name }: VolumeKey) {
  return {
    resource: 'persistentvolumeclaims',
    namespace,
    name: claimName(name),
  };
}

function keyOf({ project, name }: VolumeKey): string {
  return `${project}/${name}`;
}

function targetOf({
  cluster,
  project,
  name,
  owner,
}: PlacedVolume): GatewayTarget {
  return {
    ...{ cluster, project, owner },
    claim: claimName(name),
    title: `volume '${name}'`,
  };
}

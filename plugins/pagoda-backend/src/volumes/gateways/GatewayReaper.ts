import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type {
  PersistentVolumeClaim,
  Pod,
  Secret,
} from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import type { Leases } from '../../database/Leases';
import { findPin, reachOf } from './findPin';
import { CLAIM_ANNOTATION, GATEWAY_SELECTOR } from './gatewayNames';
import type { GatewayClusters } from './types';

/** What {@link GatewayReaper} needs. */
export interface GatewayReaperOptions {
  clusters: GatewayClusters;
  /** Names of the Kubernetes clusters there are. */
  names: () => Promise<string[]>;
  leases: Leases;
  logger: LoggerService;
  /** What does not begin within so long is given up, in seconds. */
  idleSeconds: number;
}

/** How often clusters are looked at, in milliseconds. */
const INTERVAL = 30_000;
const LEASE = 'gateways';

/**
 * Takes away what gateways leave behind: those that have ended, which they do by themselves when nobody asks, those that
 * never began, those that are in the way of a run on another node, and Secrets without a pod. One replica does it.
 */
export class GatewayReaper {
  readonly #options: GatewayReaperOptions;
  #timer?: NodeJS.Timeout;
  #looking?: Promise<void>;

  constructor(options: GatewayReaperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look()
        .catch(error => {
          this.#options.logger.error('Looking at data gateways failed', error);
        })
        .finally(() => {
          this.#looking = undefined;
        });
    }, INTERVAL).unref();
  }

  /** Ends the looking; resolves when nothing goes on any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /**
   * Takes away what is over on one cluster.
   *
   * @param within - a namespace; all by default
   */
  async reap(cluster: string, within?: string): Promise<void> {
    const client = await this.#options.clusters.client(cluster);
    const owned = new Set<string>();
    for await (const pod of client.listAll<Pod>(
      { resource: 'pods', namespace: within },
      { labelSelector: GATEWAY_SELECTOR },
    )) {
      if (!pod.metadata?.deletionTimestamp) {
        await this.#reapPod(client, pod);
      }
      for (const { secret } of pod.spec?.volumes ?? []) {
        owned.add(`${pod.metadata?.namespace}/${secret?.secretName}`);
      }
    }
    for await (const { metadata } of client.listAll<Secret>(
      { resource: 'secrets', namespace: within },
      { labelSelector: GATEWAY_SELECTOR },
    )) {
      const { namespace, name, creationTimestamp } = metadata ?? {};
      if (
        !owned.has(`${namespace}/${name}`) &&
        this.#isOld(creationTimestamp)
      ) {
        await client.delete({ resource: 'secrets', namespace, name });
      }
    }
  }

  async #look(): Promise<void> {
    const { names, leases, logger } = this.#options;
    if (!(await leases.acquire(LEASE))) {
      return;
    }
    await Promise.all(
      (await names()).map(async cluster => {
        try {
          await this.reap(cluster);
        } catch (error) {
          // A cluster that does not answer is reported as such elsewhere.
          if (!(error instanceof KubernetesError && error.status === 0)) {
            logger.warn(
              `Data gateways on cluster ${cluster} could not be looked at`,
              toError(error),
            );
          }
        }
      }),
    );
  }

  async #reapPod(client: KubernetesClient, pod: Pod): Promise<void> {
    const { metadata, status } = pod;
    const over =
      status?.phase === 'Succeeded' ||
      status?.phase === 'Failed' ||
      (status?.phase === 'Pending' &&
        this.#isOld(metadata?.creationTimestamp)) ||
      (await this.#isInTheWay(client, pod));
    if (over) {
      await client.delete(
        {
          resource: 'pods',
          namespace: metadata?.namespace,
          name: metadata?.name,
        },
        { preconditions: { uid: metadata?.uid } },
      );
    }
  }

  /** Whether another node waits for the volume, which may be attached to one at a time. */
  async #isInTheWay(
    client: KubernetesClient,
    { metadata, spec }: Pod,
  ): Promise<boolean> {
    const claim = metadata?.annotations?.[CLAIM_ANNOTATION];
    const { namespace, name } = metadata ?? {};
    if (!claim || !namespace || !spec?.nodeName) {
      return false;
    }
    const found = await client.find<PersistentVolumeClaim>({
      ...{ resource: 'persistentvolumeclaims', namespace, name: claim },
    });
    if (!found || reachOf(found) === 'many') {
      return false;
    }
    const waiting = 'status.phase=Pending';
    const other = await findPin(client, namespace, claim, name ?? '', waiting);
    return other !== undefined && other.node !== spec.nodeName;
  }

  #isOld(creationTimestamp: string | undefined): boolean {
    const age = Date.now() - Date.parse(creationTimestamp ?? '');
    return age > this.#options.idleSeconds * 1000;
  }
}

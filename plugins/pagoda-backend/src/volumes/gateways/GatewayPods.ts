import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Event,
  PersistentVolumeClaim,
  Pod,
} from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import { buildGatewayPod, GATEWAY_LIFETIME } from './buildGatewayPod';
import { describePlace } from './describePlace';
import { explainPod, isPinned, type PodObstacle } from './explainPod';
import { findPin, reachOf, type Pin } from './findPin';
import { gatewayName } from './gatewayNames';
import { createToken, giveToken, readToken } from './gatewayTokens';
import { explainRefusal } from './explainRefusal';
import { unreachable } from './unreachable';
import type {
  GatewayNamespaces,
  GatewaySettings,
  GatewayTarget,
} from './types';

/** A gateway that answers. */
export interface RunningGateway {
  client: KubernetesClient;
  namespace: string;
  pod: string;
  uid: string;
  token: string;
}

/** How often a pod is looked at while it begins or ends, in milliseconds. */
const POLL = 300;
/** A pod that is to go has so long, in milliseconds. */
const GONE_TIMEOUT = 45_000;
/** A gateway so near to its end is replaced, in milliseconds. */
const MARGIN = 30 * 60_000;

const STILL_BEGINNING = {
  message: 'it has not begun yet',
  advice: 'Try again in a moment.',
};

/** Makes, finds and removes the pods of data gateways in one namespace of a cluster. Keeps nothing in memory. */
export class GatewayPods {
  readonly #client: KubernetesClient;
  readonly #namespace: string;

  constructor(client: KubernetesClient, namespace: string) {
    this.#client = client;
    this.#namespace = namespace;
  }

  /**
   * The gateway of a claim, made where there is none.
   *
   * @throws FileError `FilesUnreachable` that says why there cannot be one; KubernetesError
   */
  async ensure(
    target: GatewayTarget,
    settings: GatewaySettings,
    podSettings: Awaited<ReturnType<GatewayNamespaces['podSettings']>>,
  ): Promise<RunningGateway> {
    const deadline = Date.now() + settings.readyTimeout;
    for (;;) {
      const found = await this.#find(target.claim);
      if (found && !isUsable(found)) {
        await this.remove(target.claim);
        continue;
      }
      const pod = found ?? (await this.#create(target, settings, podSettings));
      const ready = await this.#untilReady(target, pod, deadline);
      const token =
        ready && (await readToken(this.#client, this.#namespace, ready));
      if (ready && token !== undefined) {
        return {
          client: this.#client,
          namespace: this.#namespace,
          pod: gatewayName(target.claim),
          uid: uidOf(ready),
          token,
        };
      }
      // It was removed meanwhile, or has lost its Secret: begin anew.
      if (ready) {
        await this.remove(target.claim);
      }
      if (Date.now() > deadline) {
        throw unreachable(target, {
          message: 'it was removed again and again while it began',
          advice: 'Try again in a moment.',
        });
      }
    }
  }

  /** Ends the gateway of a claim, if there is one; resolves when its pod is gone. */
  async remove(claim: string): Promise<void> {
    const found = await this.#find(claim);
    if (!found) {
      return;
    }
    const uid = uidOf(found);
    await this.#client.delete(this.#pod(claim), { preconditions: { uid } });
    const deadline = Date.now() + GONE_TIMEOUT;
    while (uidOf((await this.#find(claim)) ?? {}) === uid) {
      if (Date.now() > deadline) {
        throw unreachable(
          { title: `claim '${claim}'` },
          {
            message:
              'the one before has been told to end and does not, so that its node may be lost',
            advice: 'Ask an administrator to look after the node.',
          },
        );
      }
      await sleep(POLL);
    }
  }

  #find(claim: string): Promise<Pod | undefined> {
    return this.#client.find<Pod>(this.#pod(claim));
  }

  #pod(claim: string) {
    return {
      resource: 'pods',
      namespace: this.#namespace,
      name: gatewayName(claim),
    };
  }

  async #create(
    target: GatewayTarget,
    settings: GatewaySettings,
    pod: Awaited<ReturnType<GatewayNamespaces['podSettings']>>,
  ): Promise<Pod> {
    const { claim, project, owner } = target;
    const pin = await this.#pin(target);
    const secret = await createToken(this.#client, this.#namespace, target);
    try {
      const created = await this.#client.create<Pod>(
        { resource: 'pods', namespace: this.#namespace },
        buildGatewayPod({
          ...{ project, claim, owner, secret, settings, pod },
          node: pin && { name: pin.node, tolerations: pin.tolerations },
        }),
      );
      await giveToken(this.#client, this.#namespace, secret, created);
      return created;
    } catch (error) {
      await this.#client.delete({
        resource: 'secrets',
        namespace: this.#namespace,
        name: secret,
      });
      if (!(error instanceof KubernetesError)) {
        throw error;
      }
      const other = error.status === 409 ? await this.#find(claim) : undefined;
      if (other) {
        // Another replica was first.
        return other;
      }
      throw explainRefusal(target, error);
    }
  }

  /** Where the gateway has to run, since the claim is in use there. @throws FileError where it cannot be used at all. */
  async #pin(target: GatewayTarget): Promise<Pin | undefined> {
    const claim = await this.#client.find<PersistentVolumeClaim>({
      resource: 'persistentvolumeclaims',
      namespace: this.#namespace,
      name: target.claim,
    });
    if (!claim || claim.metadata?.deletionTimestamp) {
      throw unreachable(target, {
        message: claim
          ? 'its volume claim is being deleted'
          : `there is no volume claim '${target.claim}' on cluster '${target.cluster}'`,
        advice: 'Use another volume.',
      });
    }
    const reach = reachOf(claim);
    if (reach === 'many') {
      return undefined;
    }
    const pin = await findPin(
      this.#client,
      this.#namespace,
      target.claim,
      gatewayName(target.claim),
    );
    if (pin && reach === 'pod') {
      throw unreachable(target, {
        message: `the volume may be used by one pod at a time (ReadWriteOncePod), and ${
          pin.run ? `run ${pin.run}` : `pod ${pin.pod}`
        } uses it`,
        advice: 'Its files can be had when that has ended.',
      });
    }
    return pin;
  }

  /** @returns `undefined` where the pod has gone meanwhile */
  async #untilReady(
    target: GatewayTarget,
    created: Pod,
    deadline: number,
  ): Promise<Pod | undefined> {
    const uid = uidOf(created);
    let pod: Pod | undefined = created;
    while (pod && uidOf(pod) === uid && !pod.metadata?.deletionTimestamp) {
      if (isReady(pod)) {
        return pod;
      }
      const late = Date.now() > deadline;
      const obstacle = await this.#obstacle(target.claim, pod, late);
      if (obstacle?.final || late) {
        if (obstacle?.final) {
          // The next request gets a fresh one.
          await this.#client.delete(this.#pod(target.claim), {
            preconditions: { uid },
          });
        }
        throw unreachable(target, obstacle ?? STILL_BEGINNING);
      }
      await sleep(POLL);
      pod = await this.#find(target.claim);
    }
    return undefined;
  }

  /** @param late - look closely: nothing more is waited for */
  async #obstacle(
    claim: string,
    pod: Pod,
    late: boolean,
  ): Promise<PodObstacle | undefined> {
    if (!late) {
      return explainPod(pod, []);
    }
    const { items } = await this.#client.list<Event>(
      { resource: 'events', namespace: this.#namespace },
      { fieldSelector: `involvedObject.uid=${uidOf(pod)}` },
    );
    const place = isPinned(pod)
      ? await describePlace(this.#client, this.#namespace, claim)
      : undefined;
    return explainPod(pod, items, place);
  }
}

function uidOf({ metadata }: Pod): string {
  return metadata?.uid ?? '';
}

function isReady({ status }: Pod): boolean {
  return (
    status?.conditions?.some(
      ({ type, status: is }) => type === 'Ready' && is === 'True',
    ) ?? false
  );
}

/** Whether a pod may still serve: it has not ended, is not to end, and has some of its time left. */
function isUsable({ metadata, status }: Pod): boolean {
  const age = Date.now() - Date.parse(metadata?.creationTimestamp ?? '');
  return (
    metadata?.deletionTimestamp === undefined &&
    status?.phase !== 'Succeeded' &&
    status?.phase !== 'Failed' &&
    !(age > GATEWAY_LIFETIME * 1000 - MARGIN)
  );
}

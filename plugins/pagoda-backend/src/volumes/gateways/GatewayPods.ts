import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Event,
  PersistentVolumeClaim,
  Pod,
  Secret,
} from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import {
  buildGatewayPod,
  GATEWAY_LIFETIME,
  TOKEN_KEY,
} from './buildGatewayPod';
import { explainPod, type PodObstacle } from './explainPod';
import { findPin, reachOf, type Pin } from './findPin';
import { gatewayLabels, gatewayName } from './gatewayNames';
import { unreachable } from './unreachable';
import type {
  GatewayNamespaces,
  GatewaySettings,
  GatewayTarget,
} from './types';
import { clusterSays } from '../claims/clusterSays';

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
/** Bytes of a token. */
const TOKEN_BYTES = 32;

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
      const token = ready && (await this.#token(ready));
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
    const secret = await this.#createSecret(target);
    try {
      const created = await this.#client.create<Pod>(
        { resource: 'pods', namespace: this.#namespace },
        buildGatewayPod({
          ...{ project, claim, owner, secret, settings, pod },
          node: pin && { name: pin.node, tolerations: pin.tolerations },
        }),
      );
      await this.#own(secret, created);
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

  async #createSecret({ claim, project }: GatewayTarget): Promise<string> {
    const name = `${gatewayName(claim)}-${randomBytes(4).toString('hex')}`;
    await this.#client.create<Secret>(
      { resource: 'secrets', namespace: this.#namespace },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, labels: gatewayLabels(project) },
        immutable: true,
        stringData: {
          [TOKEN_KEY]: randomBytes(TOKEN_BYTES).toString('base64url'),
        },
      },
    );
    return name;
  }

  /** The Secret goes with its pod. */
  async #own(secret: string, pod: Pod): Promise<void> {
    await this.#client.patch<Secret>(
      { resource: 'secrets', namespace: this.#namespace, name: secret },
      {
        metadata: {
          ownerReferences: [
            {
              apiVersion: 'v1',
              kind: 'Pod',
              name: pod.metadata?.name,
              uid: uidOf(pod),
            },
          ],
        },
      },
      'merge',
    );
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
      const obstacle = await this.#obstacle(pod, late);
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

  async #obstacle(pod: Pod, late: boolean): Promise<PodObstacle | undefined> {
    const events = late
      ? await this.#client.list<Event>(
          { resource: 'events', namespace: this.#namespace },
          { fieldSelector: `involvedObject.uid=${uidOf(pod)}` },
        )
      : undefined;
    return explainPod(pod, events?.items ?? []);
  }

  async #token(pod: Pod): Promise<string | undefined> {
    const name = pod.spec?.volumes?.find(volume => volume.secret)?.secret
      ?.secretName;
    const secret =
      name === undefined
        ? undefined
        : await this.#client.find<Secret>({
            resource: 'secrets',
            namespace: this.#namespace,
            name,
          });
    const encoded = secret?.data?.[TOKEN_KEY];
    return encoded && Buffer.from(encoded, 'base64').toString('utf8');
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

function explainRefusal(target: GatewayTarget, error: KubernetesError): Error {
  if (error.status === 403 && /exceeded quota/.test(error.message)) {
    return unreachable(
      target,
      {
        message: `the quota of the project's namespace has no room for it: ${clusterSays(error)}`,
        advice: 'Wait until runs have ended, or ask for a larger quota.',
      },
      error,
    );
  }
  if (error.status === 403) {
    return unreachable(
      target,
      {
        message: `the cluster refuses it: ${clusterSays(error)}`,
        advice: 'Ask an administrator of PAGoDA.',
      },
      error,
    );
  }
  return error;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import { FileError } from '../../files/FileError';
import { discard } from '../../files/gateway/discard';
import { GatewayFiles } from '../../files/gateway/GatewayFiles';
import type {
  GatewayRequest,
  GatewayResponse,
  GatewayTransport,
} from '../../files/gateway/GatewayTransport';
import {
  GATEWAY_HEADER,
  GATEWAY_PORT,
  ROUTES,
  TOKEN_HEADER,
} from '../../files/gateway/protocol';
import { NamespaceError } from '../../projects/clusters/NamespaceError';
import { GatewayPods, type RunningGateway } from './GatewayPods';
import { unreachable } from './unreachable';
import type {
  GatewayClusters,
  GatewayNamespaces,
  GatewaySettings,
  GatewayTarget,
} from './types';
import { clusterSays } from '../claims/clusterSays';

/** What {@link Gateways} needs. */
export interface GatewaysOptions {
  clusters: GatewayClusters;
  namespaces: GatewayNamespaces;
  settings: GatewaySettings;
}

interface Known extends RunningGateway {
  /** When it answered last; milliseconds since 1970. */
  answeredAt: number;
}

/** What has answered so recently is taken to be there, in milliseconds. */
const FRESH = 1_000;
/** Times that a request is tried. */
const TRIES = 3;
/** Between tries, in milliseconds. */
const PAUSE = 300;

const NO_ANSWER = {
  message: 'it does not answer',
  advice: 'Try again in a moment.',
};

/**
 * The ways to the files of claims: each through a data gateway, which is a pod next to the volume that is made when it is
 * first asked for and ends by itself when nobody asks. All replicas of the portal share it; one that was made before a
 * restart is found again by its name, and its token in its Secret.
 */
export class Gateways {
  readonly #options: GatewaysOptions;
  readonly #known = new Map<
    string,
    { client: KubernetesClient; gateway: Promise<Known> }
  >();

  constructor(options: GatewaysOptions) {
    this.#options = options;
  }

  /**
   * The files of a claim; nothing is made before they are asked for something.
   *
   * @param root - folder of the volume, such as `runs/<id>`; `''` for all
   */
  files(target: GatewayTarget, root: string = ''): GatewayFiles {
    return new GatewayFiles(this.transport(target), root);
  }

  /** The way to the gateway of a claim. */
  transport(target: GatewayTarget): GatewayTransport {
    return { request: request => this.#request(target, request) };
  }

  /**
   * Ends the gateway of a claim, which lets go of the volume: before the claim is deleted, or where a run needs it on
   * another node. Requests under way have 25 s to end.
   */
  async release(target: GatewayTarget): Promise<void> {
    const { clusters, namespaces } = this.#options;
    this.#known.delete(keyOf(target));
    const client = await clusters.client(target.cluster);
    const namespace = namespaces.namespaceOf(target.project);
    await new GatewayPods(client, namespace).remove(target.claim);
  }

  async #request(
    target: GatewayTarget,
    request: GatewayRequest,
  ): Promise<GatewayResponse> {
    for (let attempt = 1; ; attempt += 1) {
      const gateway = await this.#connect(target);
      let sent = false;
      try {
        if (!canRepeat(request) && !(await isThere(gateway))) {
          // Found out before anything is sent that could not be sent again.
          throw unreachable(target, NO_ANSWER);
        }
        sent = !canRepeat(request);
        const response = await send(gateway, request);
        if (isOurs(response) && response.status !== 401) {
          gateway.answeredAt = Date.now();
          return response;
        }
        // The API server answers for a pod that is gone, or whoever has got its address.
        discard(response.body);
        throw unreachable(target, {
          ...NO_ANSWER,
          message: `${NO_ANSWER.message} (status ${response.status})`,
        });
      } catch (error) {
        this.#forget(target, gateway);
        // A body that nobody has read yet can be sent still.
        const isSpent = sent && request.body?.readableDidRead !== false;
        if (attempt === TRIES || isSpent || !isPassing(error)) {
          throw this.#explain(target, error);
        }
        await sleep(PAUSE * attempt);
      }
    }
  }

  async #connect(target: GatewayTarget): Promise<Known> {
    const key = keyOf(target);
    const client = await this.#options.clusters.client(target.cluster);
    const known = this.#known.get(key);
    if (known?.client === client) {
      return known.gateway;
    }
    // With other credentials there is another client, and the one before is closed.
    const made = this.#make(target, client);
    this.#known.set(key, { client, gateway: made });
    try {
      return await made;
    } catch (error) {
      if (this.#known.get(key)?.gateway === made) {
        this.#known.delete(key);
      }
      throw this.#explain(target, error);
    }
  }

  async #make(target: GatewayTarget, client: KubernetesClient): Promise<Known> {
    const { namespaces, settings } = this.#options;
    const { cluster, project } = target;
    const { namespace } = await namespaces.ensure(project, cluster);
    const running = await new GatewayPods(client, namespace).ensure(
      target,
      settings,
      await namespaces.podSettings(project),
    );
    return { ...running, answeredAt: 0 };
  }

  #forget(target: GatewayTarget, gateway: Known): void {
    const key = keyOf(target);
    this.#known.get(key)?.gateway.then(
      known => {
        if (known === gateway) {
          this.#known.delete(key);
        }
      },
      // Whoever waits for it is told.
      () => undefined,
    );
  }

  #explain(target: GatewayTarget, error: unknown): unknown {
    if (error instanceof NamespaceError) {
      return unreachable(
        target,
        {
          message: error.explanation.summary,
          advice: error.explanation.advice ?? 'Ask an administrator of PAGoDA.',
        },
        error,
      );
    }
    if (!(error instanceof KubernetesError)) {
      return error;
    }
    return new FileError(
      'FilesUnreachable',
      error.status === 0
        ? `The files of ${target.title} cannot be reached: cluster '${target.cluster}' does not answer`
        : `The files of ${target.title} cannot be reached: cluster '${target.cluster}' says: ${clusterSays(error)}`,
      { advice: 'Try again in a moment.', cause: error },
    );
  }
}

function keyOf({ cluster, project, claim }: GatewayTarget): string {
  return `${cluster}/${project}/${claim}`;
}

function send(
  { client, namespace, pod, token }: Known,
  { headers, ...request }: GatewayRequest,
): Promise<GatewayResponse> {
  return client.proxyToPod({
    ...request,
    namespace,
    pod,
    port: GATEWAY_PORT,
    headers: { ...headers, [TOKEN_HEADER]: token },
  });
}

async function isThere(gateway: Known): Promise<boolean> {
  if (Date.now() - gateway.answeredAt < FRESH) {
    return true;
  }
  const response = await send(gateway, { method: 'GET', path: ROUTES.health });
  await response.body.resume().toArray();
  return isOurs(response);
}

function isOurs({ headers }: GatewayResponse): boolean {
  return headers[GATEWAY_HEADER] !== undefined;
}

/** Whether doing it twice is as doing it once, and its body does not have to be read twice. */
function canRepeat({ method, path }: GatewayRequest): boolean {
  return (
    method === 'GET' ||
    method === 'POST' ||
    (method === 'DELETE' && path.startsWith(ROUTES.root))
  );
}

/** Whether the gateway may just have ended, so that another one is found or made. */
function isPassing(error: unknown): boolean {
  return (
    (error instanceof FileError && error.code === 'FilesUnreachable') ||
    (error instanceof KubernetesError && [404, 502, 503].includes(error.status))
  );
}

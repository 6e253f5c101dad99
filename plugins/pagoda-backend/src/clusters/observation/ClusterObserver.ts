import type { ClusterResources } from '@pagoda/plugin-pagoda-common';
import { ApiError } from '../../http/errors';
import type { ClusterConnections } from '../connections/ClusterConnections';
import { expiryOf } from '../connections/describeConnection';
import type { KubernetesConnection } from '../../clients/kubernetes/KubernetesConnection';
import type { ClusterObservation } from './ClusterObservationStore';
import type { ClusterRecord } from '../ClusterStore';
import {
  describeContactError,
  type ContactProblem,
} from './describeContactError';
import { describeHealth } from './describeHealth';
import { findMissingRights, type MissingRight } from './findMissingRights';
import {
  isInstalled,
  readFeatures,
  type ObservedFeatures,
} from './readFeatures';
import { readNodes, sumCapacity, type NodeRecord } from './readNodes';
import { readNodeUsage } from './readNodeUsage';

/** How often what changes slowly is read, in milliseconds. */
const FEATURES_EVERY = 60_000;
const RIGHTS_EVERY = 10 * 60_000;
const NODES_EVERY = 30_000;
/** Reading pods may take this share of the time, however many they are. */
const USAGE_SHARE = 1 / 20;

/** Something that is read again after a time. */
class Kept<T> {
  #value?: { value: T; until: number };

  async get(
    read: () => Promise<T>,
    duration: (took: number) => number,
  ): Promise<T> {
    if (!this.#value || this.#value.until <= Date.now()) {
      const began = Date.now();
      const value = await read();
      const now = Date.now();
      this.#value = { value, until: now + duration(now - began) };
    }
    return this.#value.value;
  }
}

/** Looks at one cluster again and again; what changes slowly it reads less often. */
export class ClusterObserver {
  readonly #cluster: string;
  readonly #connections: ClusterConnections;
  readonly #gpuResource: string;
  readonly #features = new Kept<ObservedFeatures>();
  readonly #rights = new Kept<MissingRight[]>();
  readonly #nodes = new Kept<NodeRecord[]>();
  readonly #usage = new Kept<Map<string, ClusterResources>>();

  constructor(options: {
    cluster: string;
    connections: ClusterConnections;
    /** What GPUs are asked for as, such as `nvidia.com/gpu`. */
    gpuResource: string;
  }) {
    this.#cluster = options.cluster;
    this.#connections = options.connections;
    this.#gpuResource = options.gpuResource;
  }

  /** Never rejects for what is wrong with the cluster: that is what it tells. */
  async look(before: ClusterRecord): Promise<ClusterObservation> {
    let connection: KubernetesConnection | undefined;
    try {
      connection = await this.#connections.connection(this.#cluster);
      const client = await this.#connections.client(this.#cluster);
      const { gitVersion: version } = await client.version();
      const features = await this.#features.get(
        () => readFeatures(client),
        () => FEATURES_EVERY,
      );
      const missingRights = await this.#rights.get(
        () => findMissingRights(client, group => isInstalled(features, group)),
        () => RIGHTS_EVERY,
      );
      const lacks = (resource: string) =>
        missingRights.some(
          right => right.resource === resource && right.verb === 'list',
        );
      const nodes = lacks('nodes')
        ? []
        : await this.#nodes.get(
            () => readNodes(client, this.#gpuResource),
            () => NODES_EVERY,
          );
      const usage = lacks('pods')
        ? new Map<string, ClusterResources>()
        : await this.#usage.get(
            () => readNodeUsage(client, this.#gpuResource),
            took => Math.max(NODES_EVERY, took / USAGE_SHARE),
          );
      return {
        generation: before.generation,
        ...describeHealth(
          { version, nodes, missingRights, expiresAt: expiryOf(connection) },
          before.conditions,
        ),
        seen: {
          version,
          capacity: sumCapacity(nodes),
          nodes: nodes.map(node => ({
            ...node,
            used: usage.get(node.name) ?? { cpu: 0, memoryBytes: 0, gpu: 0 },
          })),
          features,
        },
      };
    } catch (error) {
      const expiresAt = connection && expiryOf(connection);
      return {
        generation: before.generation,
        ...describeHealth(
          {
            problem: toProblem(error, connection, expiresAt),
            nodes: [],
            missingRights: [],
            expiresAt,
          },
          before.conditions,
        ),
      };
    }
  }
}

function toProblem(
  error: unknown,
  connection: KubernetesConnection | undefined,
  expiresAt: Date | undefined,
): ContactProblem {
  if (error instanceof ApiError) {
    return {
      reason: error.code,
      message: `${error.message}.`,
      advice: error.advice ?? '',
    };
  }
  return describeContactError(error, {
    server: connection?.server ?? 'the API server of this pod',
    expiresAt,
    proxy: connection?.proxy !== undefined,
  });
}

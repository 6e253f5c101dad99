import { formatBytes, parseQuantity } from '@pagoda/plugin-pagoda-common';
import type { Node, Pod, Taint } from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { EngineEvidence } from '../types';
import type { SeenPod } from './SeenPod';

/** What nodes have left is asked for no sooner again, in milliseconds. */
const FRESH = 15_000;
/** Nodes that are named. */
const NAMED = 3;

/** What is left on a node of one resource. */
interface Room {
  node: string;
  ready: boolean;
  labels: Record<string, string>;
  /** Those that keep pods away. */
  taints: Taint[];
  allocatable: Map<string, number>;
  free: Map<string, number>;
}

/** Says which nodes come closest to what a pod asks for. */
export class SchedulingAdvisor {
  readonly #client: KubernetesClient;
  #rooms?: { at: number; rooms: Promise<Room[]> };

  constructor(client: KubernetesClient) {
    this.#client = client;
  }

  /** One piece of evidence for each resource that is short on every node. */
  async evidence({ namespace, name }: SeenPod): Promise<EngineEvidence[]> {
    const pod = await this.#client.find<Pod>({
      ...{ resource: 'pods', namespace, name },
    });
    if (!pod) {
      return [];
    }
    const asked = requestsOf(pod);
    const rooms = (await this.#read()).filter(
      room => room.ready && suits(room, pod),
    );
    return [...asked].flatMap(([resource, amount]) => {
      if (rooms.some(({ free }) => (free.get(resource) ?? 0) >= amount)) {
        return [];
      }
      const closest = [...rooms]
        .sort(
          (a, b) => (b.free.get(resource) ?? 0) - (a.free.get(resource) ?? 0),
        )
        .slice(0, NAMED)
        .map(
          ({ node, free, allocatable }) =>
            `${node} has ${show(resource, free.get(resource) ?? 0)} free of ${show(resource, allocatable.get(resource) ?? 0)}`,
        );
      return [
        {
          source: 'node',
          message: `it asks for ${show(resource, amount)} of ${resource}; ${
            closest.length > 0
              ? closest.join(', ')
              : 'no node that it may be on is ready'
          }`,
        },
      ];
    });
  }

  #read(): Promise<Room[]> {
    if (!this.#rooms || Date.now() - this.#rooms.at > FRESH) {
      const rooms = readRooms(this.#client);
      this.#rooms = { at: Date.now(), rooms };
      rooms.catch(() => {
        this.#rooms = undefined;
      });
    }
    return this.#rooms.rooms;
  }
}

async function readRooms(client: KubernetesClient): Promise<Room[]> {
  const rooms = new Map<string, Room>();
  for await (const node of client.listAll<Node>({ resource: 'nodes' }, {})) {
    const name = node.metadata?.name ?? '';
    const allocatable = quantities(node.status?.allocatable);
    rooms.set(name, {
      node: name,
      labels: node.metadata?.labels ?? {},
      taints: (node.spec?.taints ?? []).filter(
        ({ effect }) => effect !== 'PreferNoSchedule',
      ),
      ready:
        node.spec?.unschedulable !== true &&
        (node.status?.conditions ?? []).some(
          ({ type, status }) => type === 'Ready' && status === 'True',
        ),
      allocatable,
      free: new Map(allocatable),
    });
  }
  const running = client.listAll<Pod>(
    { resource: 'pods' },
    { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' },
  );
  for await (const pod of running) {
    const free = rooms.get(pod.spec?.nodeName ?? '')?.free;
    for (const [resource, amount] of free ? requestsOf(pod) : []) {
      free?.set(resource, (free.get(resource) ?? 0) - amount);
    }
  }
  return [...rooms.values()];
}

/** Whether the node's labels and taints let the pod be there. */
function suits({ labels, taints }: Room, { spec }: Pod): boolean {
  return (
    Object.entries(spec?.nodeSelector ?? {}).every(
      ([key, value]) => labels[key] === value,
    ) &&
    taints.every(taint =>
      (spec?.tolerations ?? []).some(
        ({ key, operator, value, effect }) =>
          (key === undefined || key === taint.key) &&
          (effect === undefined || effect === taint.effect) &&
          (operator === 'Exists' || (value ?? '') === (taint.value ?? '')),
      ),
    )
  );
}

function requestsOf(pod: Pod): Map<string, number> {
  const sum = new Map<string, number>();
  const services = (pod.spec?.initContainers ?? []).filter(
    ({ restartPolicy }) => restartPolicy === 'Always',
  );
  for (const { resources } of [...services, ...(pod.spec?.containers ?? [])]) {
    for (const [name, amount] of quantities(resources?.requests)) {
      sum.set(name, (sum.get(name) ?? 0) + amount);
    }
  }
  return sum;
}

function quantities(record: Record<string, string> = {}): Map<string, number> {
  return new Map(
    Object.entries(record).flatMap(([name, text]) =>
      // Such as `1e3`, which nobody writes by hand, and no resource of ours has.
      /^[0-9.]+[a-zA-Z]*$/.test(text) && !/[eE]/.test(text)
        ? [[name, parseQuantity(text)]]
        : [],
    ),
  );
}

function show(resource: string, amount: number): string {
  return resource === 'memory' || resource === 'ephemeral-storage'
    ? formatBytes(Math.max(0, amount))
    : String(Math.round(amount * 1000) / 1000);
}

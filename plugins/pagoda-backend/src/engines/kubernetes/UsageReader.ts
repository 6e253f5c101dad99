import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { Observation } from '../types';
import { MAIN_CONTAINER } from './labels';
import type { SeenPod } from './SeenPod';

/** The part of the kubelet's `/stats/summary` that is read; see pkg/kubelet/apis/stats/v1alpha1 in kubernetes/kubelet. */
interface StatsSummary {
  pods?: {
    podRef: { uid: string };
    containers?: {
      name: string;
      cpu?: { usageCoreNanoSeconds?: number };
      memory?: { workingSetBytes?: number };
    }[];
  }[];
}

/** Nodes are asked so often while something of ours runs on them, in milliseconds. */
const INTERVAL = 10_000;
/** One that refuses is asked again after that, then after twice as long and so on, up to this, in milliseconds. */
const LONGEST_RETRY = 300_000;
/** A node is not asked any more when nothing of ours was seen on it for so long, in milliseconds. */
const IDLE = 60_000;

/** What pods use, from the kubelets through the API server. Where that is not allowed, runs show no usage. */
export class UsageReader {
  readonly #client: KubernetesClient;
  readonly #logger: LoggerService;
  readonly #usage = new Map<string, Observation['usage']>();
  /** When a pod of ours was last looked at there, in milliseconds since 1970. */
  readonly #nodes = new Map<string, number>();
  /** Nodes that have refused: how long is waited, and until when, in milliseconds (since 1970). */
  readonly #failed = new Map<string, { wait: number; until: number }>();
  #timer?: NodeJS.Timeout;
  #reading = false;

  constructor(client: KubernetesClient, logger: LoggerService) {
    this.#client = client;
    this.#logger = logger;
  }

  /** What is known of a pod's use until now. */
  of({ uid, node, phase }: SeenPod): Observation['usage'] {
    if (node !== undefined && phase === 'Running') {
      const isNew = !this.#nodes.has(node);
      this.#nodes.set(node, Date.now());
      this.#timer ??= setInterval(() => this.#read(), INTERVAL).unref();
      if (isNew) {
        this.#read();
      }
    }
    return this.#usage.get(uid) ?? {};
  }

  /** Nobody asks for a pod any more. */
  forget(uid: string): void {
    this.#usage.delete(uid);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #read(): void {
    if (this.#reading) {
      return;
    }
    this.#reading = true;
    this.#readAll().finally(() => {
      this.#reading = false;
    });
  }

  async #readAll(): Promise<void> {
    const failures: { node: string; message: string }[] = [];
    for (const [node, seen] of this.#nodes) {
      const failed = this.#failed.get(node);
      if (Date.now() - seen > IDLE) {
        this.#nodes.delete(node);
        continue;
      }
      if (failed && Date.now() < failed.until) {
        continue;
      }
      try {
        const summary = (await this.#client.raw(
          `/api/v1/nodes/${encodeURIComponent(node)}/proxy/stats/summary`,
        )) as StatsSummary;
        summary.pods?.forEach(pod => this.#note(pod));
        this.#failed.delete(node);
      } catch (error) {
        const wait = Math.min(LONGEST_RETRY, (failed?.wait ?? INTERVAL) * 2);
        this.#failed.set(node, { wait, until: Date.now() + wait });
        if (!failed) {
          failures.push({ node, message: toError(error).message });
        }
      }
    }
    if (failures.length > 0) {
      const [{ node, message }, ...others] = failures;
      const more = others.length > 0 ? ` and ${others.length} others` : '';
      this.#logger.warn(
        `Runs on node ${node}${more} show no usage: ${message}`,
      );
    }
    if (this.#nodes.size === 0) {
      this.#usage.clear();
      this.stop();
    }
  }

  #note({
    podRef,
    containers,
  }: NonNullable<StatsSummary['pods']>[number]): void {
    const main = containers?.find(({ name }) => name === MAIN_CONTAINER);
    if (!main) {
      return;
    }
    const known = this.#usage.get(podRef.uid) ?? {};
    const cpu = main.cpu?.usageCoreNanoSeconds;
    const memory = main.memory?.workingSetBytes ?? 0;
    this.#usage.set(podRef.uid, {
      ...known,
      ...(cpu !== undefined && { cpuSeconds: cpu / 1e9 }),
      ...(memory > 0 && {
        peakMemoryBytes: Math.max(memory, known.peakMemoryBytes ?? 0),
      }),
    });
  }
}

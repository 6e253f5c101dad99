import { mkdir, statfs } from 'node:fs/promises';
import { hostname, release, type as osType } from 'node:os';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  formatBytes,
  type ClusterNode,
  type ClusterResources,
  type Condition,
} from '@pagoda/plugin-pagoda-common';
import type { ClusterRecord, ClusterStore } from '../../clusters/ClusterStore';
import type { ClusterLoad } from '../../clusters/readClusterLoad';
import { setCondition } from '../../setCondition';

/** Name of the embedded cluster. */
export const LOCAL_CLUSTER = 'local';

/** How often the host is looked at, in milliseconds. */
const INTERVAL = 15_000;
/** With less free space than this, in bytes, runs and uploads are in danger. */
const LOW_SPACE = 1024 ** 3;

/** What {@link LocalProvisioner} needs. */
export interface LocalProvisionerOptions {
  store: ClusterStore;
  logger: LoggerService;
  /** Where runs and volumes are kept. */
  dataDirectory: string;
  /** The engine's. */
  capacity: () => Promise<ClusterResources>;
  /** Why the cluster is not to be, if so. */
  refusal?: string;
}

/** Keeps the row of the embedded cluster `local`: there when it may be used, and looked at every 15 s. */
export class LocalProvisioner {
  readonly #options: LocalProvisionerOptions;
  #timer?: NodeJS.Timeout;

  constructor(options: LocalProvisionerOptions) {
    this.#options = options;
  }

  /** Registers the cluster, or forgets it where the configuration refuses it. */
  async start(): Promise<void> {
    const { store, logger, refusal } = this.#options;
    if (refusal !== undefined) {
      await store.delete(LOCAL_CLUSTER);
      return;
    }
    await this.observe();
    this.#timer = setInterval(() => {
      this.observe().catch(error => {
        logger.error('Looking at the embedded cluster failed', error);
      });
    }, INTERVAL).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Looks at the host and writes down what there is. */
  async observe(): Promise<void> {
    const { store, capacity } = this.#options;
    const before = await store.find(LOCAL_CLUSTER);
    const storage = await this.#storage();
    await store.upsert({
      name: LOCAL_CLUSTER,
      title: 'This host',
      description:
        'Runs execute as processes on the host of the portal. Container images are not used here.',
      provisioner: 'local',
      engine: 'process',
      version: process.version,
      capacity: await capacity(),
      phase: storage.status === 'True' ? 'Ready' : 'Degraded',
      conditions: [
        {
          type: 'Ready',
          status: 'True' as const,
          reason: 'HostReady',
          message: `Runs execute on ${hostname()}.`,
        },
        storage,
      ].reduce<Condition[]>(
        (conditions, condition) => setCondition(conditions, condition),
        before?.conditions ?? [],
      ),
      observedAt: Date.now(),
    });
  }

  /** The one node: the host. */
  async nodes(
    cluster: ClusterRecord,
    load: ClusterLoad,
  ): Promise<ClusterNode[]> {
    return [
      {
        name: hostname(),
        ready: cluster.phase === 'Ready',
        capacity: cluster.capacity,
        allocated: load.allocated,
        version: process.version,
        operatingSystem: `${osType()} ${release()} (${process.arch})`,
      },
    ];
  }

  async #storage(): Promise<Omit<Condition, 'lastTransitionTime'>> {
    const { dataDirectory } = this.#options;
    await mkdir(dataDirectory, { recursive: true });
    const { bavail, bsize } = await statfs(dataDirectory);
    const free = bavail * bsize;
    return free >= LOW_SPACE
      ? {
          type: 'StorageAvailable',
          status: 'True',
          reason: 'EnoughSpace',
          message: `${formatBytes(free)} are free for results and volumes.`,
        }
      : {
          type: 'StorageAvailable',
          status: 'False',
          reason: 'LowSpace',
          message: `Just ${formatBytes(free)} are free for results and volumes; runs may fail. Delete what is not needed.`,
        };
  }
}

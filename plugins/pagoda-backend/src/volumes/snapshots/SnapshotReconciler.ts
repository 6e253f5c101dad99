import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { BlockStorage } from '../../clients/openstack/BlockStorage';
import type { Leases } from '../../database/Leases';
import type { VolumeKey, VolumeRecord } from '../types';
import { OwnActs } from './OwnActs';
import { repeatWithin } from './repeatWithin';
import { RestoreSettler } from './RestoreSettler';
import type { RestoreStore } from './RestoreStore';
import { SnapshotInspector } from './SnapshotInspector';
import { SnapshotSettler } from './SnapshotSettler';
import type { SnapshotStore } from './SnapshotStore';
import { SnapshotWork } from './SnapshotWork';
import type { SnapshotKey } from './types';

/** What {@link SnapshotReconciler} needs. */
export interface SnapshotReconcilerOptions {
  store: SnapshotStore;
  restores: RestoreStore;
  /** Id of this portal, for marks. */
  portal: string;
  /** The block storage of a cloud. */
  storageOf: (cloud: string) => BlockStorage;
  /** Names of the clouds that have block storage. */
  clouds: () => string[];
  /** Ends what serves a volume's files in its cluster. */
  releaseFiles: (volume: VolumeRecord) => Promise<void>;
  /** Has a volume looked at now. */
  settleVolume: (key: VolumeKey) => Promise<void>;
  /** The quota of a cloud is another: something was made or removed. */
  changed: (cloud: string) => void;
  leases: Leases;
  auditor: AuditorService;
  logger: LoggerService;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** How often snapshots are looked at, in milliseconds. */
const INTERVAL = 5_000;
/** Snapshots brought to their wanted state at one look. */
const BATCH = 100;
/** One that is waited for is looked at so often, in milliseconds. */
const PAUSE = 700;
const LEASE = 'volume-snapshots';

/**
 * Brings snapshots to the state that is wanted, and sets volumes back to them. It may be killed at any line: the next look
 * goes on from what is stored.
 */
export class SnapshotReconciler {
  readonly #options: SnapshotReconcilerOptions;
  readonly #snapshots: SnapshotSettler;
  readonly #restores: RestoreSettler;
  readonly #inspector: SnapshotInspector;
  #timer?: NodeJS.Timeout;
  #looking?: Promise<void>;
  #stopped = false;
  /** Where the turn through those not as they are wanted stands. */
  #turn?: SnapshotKey;

  constructor(options: SnapshotReconcilerOptions) {
    this.#options = options;
    const acts = new OwnActs(options);
    const work = new SnapshotWork(options);
    this.#snapshots = new SnapshotSettler({ ...options, work, acts });
    this.#restores = new RestoreSettler({ ...options, acts });
    this.#inspector = new SnapshotInspector({
      ...{ ...options, work },
      settle: record => this.#snapshots.settle(record),
    });
  }

  start(): void {
    const look = () => {
      this.#looking ??= this.#look()
        .catch(error => {
          this.#options.logger.error('Looking at snapshots failed', error);
        })
        .finally(() => {
          this.#looking = undefined;
        });
    };
    look();
    this.#timer = setInterval(look, INTERVAL).unref();
  }

  /** Ends the looking; resolves when nothing goes on any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#inspector.stop();
    clearInterval(this.#timer);
    await this.#looking;
    await this.#snapshots.idle();
    await this.#restores.idle();
  }

  /** Brings one to its wanted state, again and again while something is under way, for up to so many milliseconds. */
  async settleWithin(key: SnapshotKey, wait: number): Promise<void> {
    await repeatWithin(
      { wait, pause: PAUSE },
      () => this.#snapshots.settle(key),
      async () => {
        const phase = (await this.#options.store.find(key))?.phase;
        return !this.#stopped && (phase === 'Pending' || phase === 'Deleting');
      },
    );
  }

  /** As {@link SnapshotReconciler.settleWithin}, of a volume that is being set back. */
  async restoreWithin(key: VolumeKey, wait: number): Promise<void> {
    await repeatWithin(
      { wait, pause: PAUSE },
      () => this.#restores.settle(key),
      async () =>
        !this.#stopped &&
        (await this.#options.restores.find(key)) !== undefined,
    );
  }

  async #look(): Promise<void> {
    const { leases, store, restores } = this.#options;
    if (!(await leases.acquire(LEASE))) {
      return;
    }
    let records = await store.unsettled(BATCH, this.#turn);
    if (records.length === 0 && this.#turn) {
      records = await store.unsettled(BATCH);
    }
    this.#turn = records.length === BATCH ? records.at(-1) : undefined;
    const steps = [
      ...(await restores.underWay()).map(record => ({
        cloud: record.cloud,
        work: () => this.#restores.settle(record),
      })),
      ...records
        .filter(record => this.#snapshots.isDue(record))
        .map(record => ({
          cloud: record.cloud,
          work: () => this.#snapshots.settle(record),
        })),
    ];
    // A cloud that does not answer holds up its own alone.
    const clouds = [...new Set(steps.map(({ cloud }) => cloud))];
    await Promise.all(
      clouds.map(async cloud => {
        for (const step of steps.filter(one => one.cloud === cloud)) {
          if (this.#stopped || !(await step.work())) {
            return;
          }
        }
      }),
    );
    await this.#inspector.look();
  }
}

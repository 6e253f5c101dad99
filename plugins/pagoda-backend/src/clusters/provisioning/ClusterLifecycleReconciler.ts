import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { ProvisioningSettings } from '../../clouds/CloudSettings';
import type { Leases } from '../../database/Leases';
import { HeldLease } from '../../runs/HeldLease';
import { waitAtMost } from '../../waitAtMost';
import type { ClusterStore } from '../ClusterStore';
import { describeUses } from '../refuseInUse';
import type { ClusterEvents } from './ClusterEvents';
import { TakenOverError, type ClusterPlanStore } from './ClusterPlanStore';
import type { ClusterProvisionService } from './ClusterProvisionService';
import { ClusterWork, type ClusterWorkOptions } from './ClusterWork';
import { nextEndNotice } from './nextEndNotice';

/** How often it is looked for clusters that are due, in milliseconds. */
const TICK = 1_000;
/** Clusters of one cloud that are worked on at once. */
const AT_ONCE = 4;
/** Clusters of one look. */
const BATCH = 200;
/** How often clusters are counted, in milliseconds. */
const COUNT_EVERY = 60_000;
/** How often old events are deleted, in milliseconds. */
const TRIM_EVERY = 60 * 60_000;
/** How long until the next look at least, in times of `pollSeconds`; at most it is so many times as long. */
const PAUSES = { working: 1, settled: 12, slow: 12 };
const MOST = { working: 3, settled: 2, slow: 2 };
/** A cloud with more clusters than so many is not asked more often for it. */
const CLUSTERS_AT_FULL_PACE = 50;
/** Looks that fail are so far apart at most, in milliseconds. */
const LONGEST_PAUSE = 5 * 60_000;
/** At the end work under way is waited for so long, in milliseconds. */
const LAST_WAIT = 5_000;
const LEASE = 'cluster-lifecycle';

/** What {@link ClusterLifecycleReconciler} needs. */
export interface ClusterLifecycleReconcilerOptions extends Omit<
  ClusterWorkOptions,
  'pause'
> {
  plans: ClusterPlanStore;
  store: ClusterStore;
  events: ClusterEvents;
  settings: ProvisioningSettings;
  leases: Leases;
  /** Whether this process is the only one, so that it may take the lease over. */
  alone: boolean;
  logger: LoggerService;
  /** Begins the removal of clusters past their end. */
  remove: ClusterProvisionService['remove'];
}

/**
 * Brings provisioned clusters to what their plans ask for, in one process at a time: those under way every 5 to 15 s, the
 * others every one to two minutes, and at once after a change.
 */
export class ClusterLifecycleReconciler {
  readonly #options: ClusterLifecycleReconcilerOptions;
  readonly #work: ClusterWork;
  readonly #lease: HeldLease;
  /** What goes on, by cluster. */
  readonly #working = new Map<string, { cloud: string; done: Promise<void> }>();
  /** Changed while it was worked on. */
  readonly #changed = new Set<string>();
  /** Clusters of each cloud, as they were last counted. */
  #counts = new Map<string, number>();
  #countAt = 0;
  #timer?: NodeJS.Timeout;
  #ticking?: Promise<void>;
  #trimAt = 0;
  #stopped = false;

  constructor(options: ClusterLifecycleReconcilerOptions) {
    this.#options = options;
    this.#work = new ClusterWork({
      ...options,
      pause: (kind, cloud, failures) => this.#pause(kind, cloud, failures),
    });
    this.#lease = new HeldLease(options.leases, {
      ...{ name: LEASE, force: options.alone },
    });
  }

  start(): void {
    const poll = this.#options.settings.pollSeconds * 1_000;
    const every = Math.min(TICK, poll);
    this.#timer = setInterval(() => this.#tick(), every).unref();
    this.#tick();
  }

  /**
   * Waits for what is under way, but not for a cloud that is silent: what was begun is found again. The lease then ends
   * by itself.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#ticking;
    const works = [...this.#working.values()].map(({ done }) => done);
    await waitAtMost(Promise.all(works), LAST_WAIT);
    if (this.#working.size === 0) {
      await this.#lease.release();
    }
  }

  /** A cluster was changed: it is looked at at once. */
  notify(cluster: string): void {
    if (this.#working.has(cluster)) {
      this.#changed.add(cluster);
    }
    this.#tick();
  }

  #tick(): void {
    if (this.#stopped) {
      return;
    }
    this.#ticking ??= this.#look()
      .catch(error =>
        this.#options.logger.error(
          'Provisioned clusters were not looked at; it is tried again',
          toError(error),
        ),
      )
      .finally(() => {
        this.#ticking = undefined;
      });
  }

  async #look(): Promise<void> {
    const { plans, events } = this.#options;
    await this.#lease.keep();
    const { term } = this.#lease;
    if (term === undefined) {
      return;
    }
    const now = Date.now();
    if (now >= this.#countAt) {
      this.#countAt = now + COUNT_EVERY;
      this.#counts = await plans.counts();
    }
    if (now >= this.#trimAt) {
      this.#trimAt = now + TRIM_EVERY;
      await events.trim();
    }
    let busy: string[];
    let due: { cluster: string; cloud: string }[];
    do {
      // Hundreds of clusters of a cloud that does not answer keep nobody else's from being looked at.
      busy = this.#busyClouds();
      due = await plans.due(now, BATCH, busy);
      for (const { cluster, cloud } of due) {
        if (
          !this.#working.has(cluster) &&
          !this.#busyClouds().includes(cloud)
        ) {
          this.#begin(cluster, cloud, term);
        }
      }
    } while (due.length === BATCH && this.#busyClouds().length > busy.length);
  }

  /** Those of whose clusters as many are worked on as may be. */
  #busyClouds(): string[] {
    const counts = new Map<string, number>();
    for (const { cloud } of this.#working.values()) {
      counts.set(cloud, (counts.get(cloud) ?? 0) + 1);
    }
    return [...counts]
      .filter(([, count]) => count >= AT_ONCE)
      .map(([cloud]) => cloud);
  }

  #begin(cluster: string, cloud: string, term: number): void {
    const done = this.#step(cluster, term).finally(() => {
      this.#working.delete(cluster);
      // Others may have waited for their turn.
      this.#tick();
    });
    this.#working.set(cluster, { cloud, done });
  }

  async #step(cluster: string, term: number): Promise<void> {
    const { logger, knex, plans } = this.#options;
    this.#changed.delete(cluster);
    try {
      await this.#lookAtEnd(cluster);
      await this.#work.step(cluster, term);
      if (this.#changed.delete(cluster)) {
        await plans.wake(knex, cluster);
      }
    } catch (error) {
      if (error instanceof TakenOverError) {
        logger.info(error.message);
        return;
      }
      logger.error(
        `Cluster '${cluster}' was not looked at; it is tried again`,
        toError(error),
      );
    }
  }

  async #lookAtEnd(cluster: string): Promise<void> {
    const { plans, store, settings, remove, now = Date.now } = this.#options;
    const planned = await plans.find(cluster);
    if (!planned || planned.deletingAt !== undefined) {
      return;
    }
    const step = nextEndNotice(
      planned,
      now(),
      settings,
      planned.endsAt === undefined
        ? undefined
        : describeUses(await store.blockers(cluster)),
    );
    if (step.remove && step.event) {
      await remove(planned, step.event);
    } else if (step.notice && step.event) {
      await plans.say(planned, step.notice, step.event);
    }
  }

  #pause(kind: keyof typeof PAUSES, cloud: string, failures: number): number {
    const least = PAUSES[kind] * this.#options.settings.pollSeconds * 1_000;
    const crowd =
      kind === 'working'
        ? 1
        : Math.max(1, (this.#counts.get(cloud) ?? 0) / CLUSTERS_AT_FULL_PACE);
    const spread = 1 + Math.random() * (MOST[kind] - 1);
    const usual = least * spread * crowd;
    return failures === 0
      ? usual
      : Math.min(LONGEST_PAUSE, usual * 2 ** Math.min(failures, 10));
  }
}

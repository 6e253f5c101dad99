import type { Quota } from '@pagoda/plugin-pagoda-common';
import type { Engine } from '../engines/types';
import { admit } from './admission/admit';
import type { Shortage } from './admission/shortage';
import type { ActiveRun, WaitingRun } from './admission/types';
import { runDemand } from './runDemand';
import type { RunQueue } from './RunQueue';
import type { RunRecord, RunStoreForReconciler } from './types';

/** Runs of each project that one decision looks at, and in all, more or less. */
const LOOKED_AT = { perProject: 50, inAll: 500 };
/** Where nothing could start the last time, fewer are looked at. */
const GLANCE = LOOKED_AT;
/** A run is over a while after its time limit: its command is given time to end. In milliseconds. */
const GRACE = 15_000;

/** What {@link Admission} needs. */
export interface AdmissionOptions {
  cluster: string;
  engine: Pick<Engine, 'capacity'>;
  store: Pick<RunStoreForReconciler, 'demand'>;
  queue: RunQueue;
  /** Runs that one decision looks at, where thousands may start at once. */
  lookedAt?: typeof LOOKED_AT;
  /**
   * Runs that may be on their way to a node at the same time. What is handed to a cluster is served there in the order in
   * which it came: those of another project would otherwise wait behind thousands of one.
   */
  onTheWay?: number;
  /** Quotas of projects by name. */
  quotas: (projects: string[]) => Promise<Map<string, Quota>>;
}

/** A run that has to wait. */
export interface Waiting {
  record: RunRecord;
  shortage: Shortage;
  /** Place in the queue of its project, 1 for the next. */
  position: number;
}

/** Who starts now on a cluster, and why the others wait. */
export class Admission {
  readonly #options: AdmissionOptions;
  /** At the last decision. */
  #hadRoom = true;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /**
   * Decides upon the oldest waiting runs of each project.
   *
   * @param readActive - reads what is active on the cluster; called when there is somebody who waits
   * @returns `more` when runs behind those looked at may start as well
   */
  async decide(
    readActive: () => Promise<RunRecord[]>,
    now: Date,
  ): Promise<{ admitted: RunRecord[]; waiting: Waiting[]; more: boolean }> {
    const { cluster, engine, store, queue, quotas } = this.#options;
    const { onTheWay: limit = Infinity, lookedAt = LOOKED_AT } = this.#options;
    const sweeps = await queue.limitedSweeps(cluster);
    const records = await queue.heads(cluster, {
      now,
      ...(this.#hadRoom ? lookedAt : GLANCE),
      sweeps,
    });
    if (records.length === 0) {
      return { admitted: [], waiting: [], more: false };
    }
    const active = await readActive();
    const room = Math.max(0, limit - active.filter(isOnItsWay).length);
    this.#hadRoom = room > 0;
    const byId = new Map(records.map(record => [record.run.id, record]));
    const projects = [...new Set(records.map(({ run }) => run.project))];
    const { admitted, waiting } = admit({
      now: now.getTime(),
      queued: records.map(({ run }) => ({
        id: run.id,
        project: run.project,
        sweep: run.sweep ?? undefined,
        queuedAt: Date.parse(run.status.queuedAt),
        timeoutSeconds: run.spec.timeoutSeconds,
        demand: runDemand(run.spec),
        queued: run.spec.queue !== undefined,
      })),
      active: active.filter(isThere).map(record => toActive(record, now)),
      capacity: await engine.capacity(),
      demand: await store.demand(),
      quotas: await quotas(projects),
      sweeps,
    });
    const positions = new Map<string, number>();
    const waits = records.flatMap(record => {
      const shortage = waiting.get(record.run.id);
      if (!shortage) {
        return [];
      }
      const { project } = record.run;
      const position = (positions.get(project) ?? 0) + 1;
      positions.set(project, position);
      return [{ record, shortage, position }];
    });
    const started = pace(admitted, room, limit);
    return {
      admitted: started.flatMap(({ id }) => byId.get(id) ?? []),
      waiting: waits,
      // Where nobody waits any more of those who were read, there may be others behind them. Who waits for room is looked
      // at when those on their way have got on.
      more:
        started.length === admitted.length &&
        projects.some(project => !positions.has(project)),
    };
  }
}

/** The first for whom there is room. Points of sweeps that start together are one Job, and wait for room for many. */
function pace(
  admitted: WaitingRun[],
  room: number,
  limit: number,
): WaitingRun[] {
  const isWide = room >= limit / 2;
  return admitted
    .filter(({ sweep }) => isWide || sweep === undefined)
    .slice(0, room);
}

/** Handed to the engine, not on a node yet, and nothing is known that would keep it from getting there. */
function isOnItsWay({ run: { status } }: RunRecord): boolean {
  const { phase, explanation, placement } = status;
  return phase === 'Starting' && !explanation && placement?.node === undefined;
}

/** Those that wait in a queue of the cluster use nothing of it. */
function isThere({ run }: RunRecord): boolean {
  return run.spec.queue === undefined || run.status.phase === 'Running';
}

function toActive({ run }: RunRecord, now: Date): ActiveRun {
  const since = run.status.startedAt
    ? Date.parse(run.status.startedAt)
    : now.getTime();
  return {
    demand: runDemand(run.spec),
    endsBy: since + run.spec.timeoutSeconds * 1000 + GRACE,
  };
}

import { isDeepStrictEqual } from 'node:util';
import {
  isFinal,
  type LogLine,
  type Run,
  type RunEvent,
} from '@pagoda/plugin-pagoda-common';
import { toError } from '@backstage/errors';
import { EngineProblemError } from '../engines/EngineProblemError';
import type {
  AttemptEnd,
  Engine,
  EngineProblem,
  Observation,
} from '../engines/types';
import type { LogStore } from '../logs/types';
import { explainCancelled } from './explain/explainCancelled';
import { explainEnd } from './explain/explainEnd';
import { explainProblem } from './explain/explainProblem';
import { explainRetry } from './explain/explainRetry';
import { nextAttempt } from './nextAttempt';
import type { RunObservation, RunRecord, RunStoreForReconciler } from './types';

/** Lines of the log that become evidence. */
const LAST_LINES = 5;
/** The engine is asked so often to start an attempt before it is given up. */
const LAUNCH_TRIES = 3;

/** What {@link AttemptReconciler} needs. */
export interface AttemptReconcilerOptions {
  engine: Engine;
  store: RunStoreForReconciler;
  logs: LogStore;
  /** The numbers of the run's `result.json`; empty where there is none, `undefined` where they follow later. */
  readMetrics: (run: Run) => Promise<Record<string, number> | undefined>;
}

type Ended = Observation & { end: AttemptEnd };

/** Makes the next step of one run: starts an attempt, or writes down what became of it. */
export class AttemptReconciler {
  readonly #options: AttemptReconcilerOptions;
  /** Launches that failed, by run. */
  readonly #failedLaunches = new Map<string, number>();

  constructor(options: AttemptReconcilerOptions) {
    this.#options = options;
  }

  /**
   * Starts the next attempt of a queued run. The attempt's number is stored before the engine is told, so that one which
   * was cut short in between is told again of the same attempt, and executes it once.
   */
  async start(record: RunRecord): Promise<void> {
    const { store } = this.#options;
    const attempt = record.run.status.attempt + 1;
    const started = await store.observe(record.run.id, record.version, {
      phase: 'Starting',
      attempt,
      startedAt: null,
      exitCode: null,
      explanation: null,
      // That of the attempt before: another pod of the same attempt would mean that it was requeued.
      placement: null,
      nextAttemptAt: null,
      events: [
        {
          type: 'Normal',
          reason: 'Starting',
          message: `Attempt ${attempt} starts on cluster ${record.run.cluster}`,
          attempt,
        },
      ],
    });
    if (started) {
      await this.#launch(started);
    }
  }

  /**
   * Brings a run that was started up to date with what the engine sees.
   *
   * @returns when it is to be tried again, if it is
   */
  async observe(
    record: RunRecord,
    observation: Observation,
  ): Promise<Date | undefined> {
    const { end, state } = observation;
    if (end) {
      return this.#end(record, { ...observation, end });
    }
    if (state === 'Unknown') {
      return this.#recover(record, observation);
    }
    if (record.cancelRequested) {
      await this.#options.engine.cancel(observation);
    }
    await this.#progress(record, observation);
    return undefined;
  }

  /**
   * Says why nothing is known of a run for now. One whose end is wanted without waiting ends: what it left at the engine is
   * removed when the engine can be asked again.
   */
  async hold(record: RunRecord, problem: EngineProblem): Promise<void> {
    const { id, status } = record.run;
    if (record.cancelForced && problem.reason === 'ClusterUnreachable') {
      await this.#giveUp(record, problem);
      return;
    }
    await this.#progress(record, {
      run: id,
      attempt: status.attempt,
      state: 'Starting',
      usage: {},
      problem,
    });
  }

  async #progress(
    { run, version, usage }: RunRecord,
    observation: Observation,
  ): Promise<void> {
    const change: RunObservation = {};
    const again = startsAgain(run, observation);
    if (again) {
      change.phase = 'Starting';
      change.startedAt = null;
      change.events = [again];
    }
    if (
      observation.state === 'Running' &&
      (again || run.status.phase === 'Starting')
    ) {
      change.phase = 'Running';
      change.startedAt = observation.startedAt;
      change.events = [...(change.events ?? []), hasStarted(observation)];
    }
    const { notices = [], attempt } = observation;
    if (notices.length > 0) {
      const told = notices.map(notice => ({
        ...{ ...notice, attempt },
        type: 'Normal' as const,
      }));
      change.events = [...told, ...(change.events ?? [])];
    }
    const explanation = observation.problem
      ? explainProblem(run, observation.problem)
      : null;
    if (!isSame(explanation, run.status.explanation ?? null)) {
      change.explanation = explanation;
    }
    const { placement } = observation;
    const known = run.status.placement ?? null;
    // A pod that is gone is kept in mind until it is known what becomes of the attempt: another one tells of it.
    const isNews = again || placement?.pod || !known?.pod;
    if (placement && isNews && !isSame(placement, known)) {
      change.placement = placement;
    }
    if (hasGrown(usage, observation.usage)) {
      change.usage = observation.usage;
    }
    if (Object.keys(change).length > 0) {
      await this.#options.store.observe(run.id, version, change);
    }
  }

  async #launch(record: RunRecord): Promise<void> {
    const { engine, store } = this.#options;
    const { run, source } = record;
    try {
      await engine.launch({
        run: run.id,
        attempt: run.status.attempt,
        project: run.project,
        ...(run.sweep && { sweep: { id: run.sweep, index: run.index ?? 0 } }),
        spec: {
          ...run.spec,
          ...(source && { files: await store.files(source) }),
        },
        environment: {
          ...(run.experiment && { PAGODA_EXPERIMENT: run.experiment }),
          PAGODA_RUN_NUMBER: String(run.number),
          ...(run.sweep && {
            PAGODA_SWEEP_ID: run.sweep,
            PAGODA_SWEEP_INDEX: String(run.index),
          }),
        },
      });
      this.#failedLaunches.delete(run.id);
    } catch (error) {
      if (error instanceof EngineProblemError) {
        await this.#cannotBegin(record, error.problem);
        return;
      }
      const tries = (this.#failedLaunches.get(run.id) ?? 0) + 1;
      this.#failedLaunches.set(run.id, tries);
      if (tries < LAUNCH_TRIES) {
        throw error;
      }
      this.#failedLaunches.delete(run.id);
      await this.#end(
        record,
        lost(record, 'LaunchFailed', toError(error).message),
      );
    }
  }

  /** It waits for what may pass, and the next look tries again; what does not pass is its end. */
  async #cannotBegin(
    record: RunRecord,
    { reason, evidence }: EngineProblem,
  ): Promise<void> {
    if (isPassing(reason)) {
      await this.hold(record, { reason, evidence });
      return;
    }
    await this.#end(record, {
      run: record.run.id,
      attempt: record.run.status.attempt,
      state: 'Ended',
      usage: {},
      end: { finishedAt: new Date(), reason, evidence },
    });
  }

  async #giveUp(
    { run, version }: RunRecord,
    { evidence }: EngineProblem,
  ): Promise<void> {
    const { cancelRequestedBy, startedAt, attempt } = run.status;
    const explanation = explainCancelled({
      by: cancelRequestedBy ?? 'somebody',
      started: Boolean(startedAt),
      unreachable: { cluster: run.cluster, evidence },
    });
    await this.#options.store.observe(run.id, version, {
      ...{ phase: 'Cancelled', finishedAt: new Date(), explanation },
      events: [
        {
          ...{ type: 'Warning', reason: 'Cancelled', attempt },
          message: explanation.summary,
        },
      ],
    });
  }

  /** The engine does not know the attempt: it was never told, or it has lost it. */
  async #recover(
    record: RunRecord,
    observation: Observation,
  ): Promise<Date | undefined> {
    if (record.cancelRequested) {
      return this.#end(record, {
        ...observation,
        ...lost(record, 'Cancelled', 'the engine does not execute it'),
      });
    }
    if (record.run.status.phase === 'Starting') {
      await this.#launch(record);
      return undefined;
    }
    return this.#end(
      record,
      lost(
        record,
        observation.lostReason ?? 'EngineRestarted',
        'the engine no longer knows the attempt',
      ),
    );
  }

  async #end(record: RunRecord, ended: Ended): Promise<Date | undefined> {
    const { end } = ended;
    if (end.exitCode === 0 && !end.reason) {
      await this.#finish(record, ended, { phase: 'Succeeded' });
      return undefined;
    }
    const { id, status } = record.run;
    if (record.cancelRequested) {
      const explanation = explainCancelled({
        by: status.cancelRequestedBy ?? 'somebody',
        started: ended.startedAt !== undefined,
      });
      await this.#finish(record, ended, { phase: 'Cancelled', explanation });
      return undefined;
    }
    const explanation = explainEnd({
      spec: record.run.spec,
      end,
      startedAt: ended.startedAt,
      usage: ended.usage,
      isPod: ended.placement?.pod !== undefined,
      lastLines: await this.#lastLines(id, ended.attempt),
    });
    const { retries } = record.run.spec;
    const next = nextAttempt(retries, ended.attempt, end, new Date());
    if (!next) {
      await this.#finish(record, ended, { phase: 'Failed', explanation });
      return undefined;
    }
    const written = await this.#options.store.observe(id, record.version, {
      ...facts(record, ended),
      phase: 'Queued',
      nextAttemptAt: next,
      explanation: explainRetry(explanation, {
        attempt: ended.attempt,
        limit: retries.limit ?? 0,
        nextAttemptAt: next,
      }),
      events: [
        ...startOf(record, ended),
        {
          type: 'Warning',
          reason: 'Retried',
          message: `Attempt ${ended.attempt} failed: ${explanation.summary} Attempt ${ended.attempt + 1} follows at ${next.toISOString()}.`,
          attempt: ended.attempt,
        },
      ],
    });
    return written && next;
  }

  async #finish(
    record: RunRecord,
    ended: Ended,
    outcome: Pick<RunObservation, 'phase' | 'explanation'>,
  ): Promise<void> {
    const { engine, store, readMetrics } = this.#options;
    const { id } = record.run;
    const { phase, explanation } = outcome;
    const written = await store.observe(id, record.version, {
      ...facts(record, ended),
      phase,
      finishedAt: ended.end.finishedAt,
      explanation: explanation ?? null,
      metrics: await readMetrics(record.run),
      events: [
        ...startOf(record, ended),
        {
          type: phase === 'Failed' ? 'Warning' : 'Normal',
          reason: phase ?? 'Ended',
          message:
            explanation?.summary ??
            `Attempt ${ended.attempt} ended with exit code 0`,
          attempt: ended.attempt,
        },
      ],
    });
    if (written && isFinal(written.run.status.phase)) {
      // Logs and results lie elsewhere; what is left is the engine's own.
      await engine.remove(id);
    }
  }

  async #lastLines(run: string, attempt: number): Promise<LogLine[]> {
    const { logs } = this.#options;
    const errors = await logs.tail(
      run,
      { attempt, stream: 'stderr' },
      LAST_LINES,
    );
    return errors.items.length > 0
      ? errors.items
      : (await logs.tail(run, { attempt }, LAST_LINES)).items;
  }
}

/** What every end tells, whatever follows. */
function facts(record: RunRecord, ended: Ended): RunObservation {
  return {
    ...(ended.startedAt && { startedAt: ended.startedAt }),
    ...(ended.placement && { placement: ended.placement }),
    exitCode: ended.end.exitCode ?? null,
    usage: { ...record.usage, ...ended.usage },
  };
}

/** The start, where nobody has looked between it and the end. */
function startOf({ run }: RunRecord, ended: Ended) {
  const again = startsAgain(run, ended);
  return [
    ...(again ? [again] : []),
    ...((again || run.status.phase === 'Starting') && ended.startedAt
      ? [hasStarted(ended)]
      : []),
  ];
}

/**
 * Its queue has stopped it, and it is executed again as the same attempt: now, or when its queue lets it. Nobody may have
 * looked in between: another pod than before tells of it, too.
 */
function startsAgain(
  { spec, status }: Run,
  { attempt, placement, problem, requeued }: Observation,
): Omit<RunEvent, 'time'> | undefined {
  const before = status.placement?.pod;
  const pod = placement?.pod;
  const isOther = before !== undefined && pod !== undefined && pod !== before;
  if (!isOther && !(requeued && (before || status.phase === 'Running'))) {
    return undefined;
  }
  const [cause] = problem?.evidence ?? [];
  const where = spec.queue ? `queue '${spec.queue}'` : 'its queue';
  return {
    type: 'Warning',
    reason: 'Requeued',
    message: `Attempt ${attempt} was stopped and went back to ${where}; it is executed again from the beginning${cause ? `: ${cause.message}` : ''}`,
    attempt,
  };
}

function hasStarted({ attempt }: Observation): Omit<RunEvent, 'time'> {
  return {
    type: 'Normal',
    reason: 'Started',
    message: `Attempt ${attempt} runs`,
    attempt,
  };
}

/** An end that the engine did not report itself. */
function lost(
  { run }: RunRecord,
  reason: NonNullable<AttemptEnd['reason']>,
  message: string,
): Ended {
  const finishedAt = new Date();
  return {
    run: run.id,
    attempt: run.status.attempt,
    state: 'Ended',
    ...(run.status.startedAt && { startedAt: new Date(run.status.startedAt) }),
    usage: {},
    end: {
      finishedAt,
      reason,
      evidence: [{ source: 'engine', message, time: finishedAt.toISOString() }],
    },
  };
}

/** Nothing is wrong with the run itself. */
function isPassing(reason: EngineProblem['reason']): boolean {
  return (
    reason === 'ClusterUnreachable' ||
    reason === 'QuotaExceeded' ||
    reason === 'Unschedulable' ||
    reason === 'VolumeBusy'
  );
}

function isSame(a: object | null, b: object | null): boolean {
  return isDeepStrictEqual(a, b);
}

/** Worth a write: a quarter more than is known. */
function hasGrown(
  known: RunRecord['usage'],
  seen: RunRecord['usage'],
): boolean {
  const more = (a = 0, b = 0) => b > a * 1.25;
  return (
    more(known.peakMemoryBytes, seen.peakMemoryBytes) ||
    more(known.cpuSeconds, seen.cpuSeconds)
  );
}

import type { LogStore } from '../logs/types';
import type { Engine, Observation } from '../engines/types';
import { explainEnd } from './explain/explainEnd';
import { nextAttempt } from './nextAttempt';
import type { RunObservation, RunRecord, RunStoreForReconciler } from './types';

/** Lines of the log that become evidence. */
const LAST_LINES = 5;

/** What {@link AttemptReconciler} needs. */
export interface AttemptReconcilerOptions {
  engine: Engine;
  store: RunStoreForReconciler;
  logs: LogStore;
  /** The numbers of the run's `result.json`; empty where there is none. */
  readMetrics: (
    project: string,
    run: string,
  ) => Promise<Record<string, number>>;
}

/** Makes the next step of one run: starts an attempt, or writes down what became of it. */
export class AttemptReconciler {
  readonly #options: AttemptReconcilerOptions;

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
      explanation: null,
      nextAttemptAt: null,
      exitCode: null,
      finishedAt: null,
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

  /** Brings a run that was started up to date with what the engine sees. */
  async observe(record: RunRecord, observation: Observation): Promise<void> {
    const { engine, store } = this.#options;
    const { run } = record;
    if (record.cancelRequested && observation.state !== 'Ended') {
      if (observation.state === 'Unknown') {
        await this.#end(record, { ...observation, end: neverStarted() });
        return;
      }
      await engine.cancel(observation);
    }
    if (observation.state === 'Unknown') {
      await this.#recover(record, observation);
      return;
    }
    if (observation.end) {
      await this.#end(record, { ...observation, end: observation.end });
      return;
    }
    const change: RunObservation = {};
    if (observation.state === 'Running' && run.status.phase === 'Starting') {
      change.phase = 'Running';
      change.startedAt = observation.startedAt;
      change.events = [
        {
          type: 'Normal',
          reason: 'Started',
          message: `Attempt ${observation.attempt} runs`,
          attempt: observation.attempt,
        },
      ];
    }
    if (grown(record.usage, observation.usage)) {
      change.usage = observation.usage;
    }
    if (Object.keys(change).length > 0) {
      await store.observe(run.id, record.version, change);
    }
  }

  async #launch({ run, source }: RunRecord): Promise<void> {
    const { engine, store } = this.#options;
    await engine.launch({
      run: run.id,
      attempt: run.status.attempt,
      project: run.project,
      spec: {
        ...run.spec,
        ...(source && { files: await store.files(source) }),
      },
      environment: {
        PAGODA_EXPERIMENT: run.experiment ?? '',
        PAGODA_RUN_NUMBER: String(run.number),
        ...(run.sweep && {
          PAGODA_SWEEP_ID: run.sweep,
          PAGODA_SWEEP_INDEX: String(run.index),
        }),
      },
    });
  }

  /** The engine does not know the attempt: it was never told, or it has lost it. */
  async #recover(record: RunRecord, observation: Observation): Promise<void> {
    if (record.run.status.phase === 'Starting') {
      await this.#launch(record);
      return;
    }
    await this.#end(record, {
      ...observation,
      end: {
        finishedAt: new Date(),
        reason: 'EngineRestarted',
        evidence: [
          {
            source: 'engine',
            message: 'the engine no longer knows the attempt',
          },
        ],
      },
    });
  }

  async #end(
    record: RunRecord,
    observation: Observation & { end: NonNullable<Observation['end']> },
  ): Promise<void> {
    const { engine, store, logs } = this.#options;
    const { run } = record;
    const { end, attempt } = observation;
    const explanation = explainEnd({
      run,
      observation,
      cancelledBy: run.status.cancelRequestedBy ?? undefined,
      lastLines:
        end.exitCode === 0
          ? []
          : await lastLines(logs, run.id, observation.attempt),
    });
    const retry =
      explanation && !record.cancelRequested
        ? nextAttempt(run, end, new Date())
        : undefined;
    const common: RunObservation = {
      startedAt: observation.startedAt,
      exitCode: end.exitCode ?? null,
      usage: { ...record.usage, ...observation.usage },
    };
    if (retry) {
      await store.observe(run.id, record.version, {
        ...common,
        phase: 'Queued',
        nextAttemptAt: retry,
        explanation,
        events: [
          {
            type: 'Warning',
            reason: 'Retried',
            message: `Attempt ${attempt}: ${explanation?.summary} Attempt ${
              attempt + 1
            } follows at ${retry.toISOString()}`,
            attempt,
          },
        ],
      });
      return;
    }
    const cancelled =
      explanation && (record.cancelRequested || end.reason === 'Cancelled');
    const phase = cancelled
      ? 'Cancelled'
      : explanation
        ? 'Failed'
        : 'Succeeded';
    const ended = await store.observe(run.id, record.version, {
      ...common,
      phase,
      finishedAt: end.finishedAt,
      explanation: explanation ?? null,
      metrics: await this.#options.readMetrics(run.project, run.id),
      events: [
        {
          type: phase === 'Failed' ? 'Warning' : 'Normal',
          reason: phase,
          message:
            explanation?.summary ?? `Attempt ${attempt} ended with exit code 0`,
          attempt,
        },
      ],
    });
    if (ended) {
      // Logs and results lie elsewhere; what is left is the engine's own.
      await engine.remove(run.id);
    }
  }
}

function neverStarted(): NonNullable<Observation['end']> {
  return { finishedAt: new Date(), reason: 'Cancelled', evidence: [] };
}

async function lastLines(
  logs: LogStore,
  run: string,
  attempt: number,
): Promise<string[]> {
  const errors = await logs.tail(
    run,
    { attempt, stream: 'stderr' },
    LAST_LINES,
  );
  const page =
    errors.items.length > 0
      ? errors
      : await logs.tail(run, { attempt }, LAST_LINES);
  return page.items.map(line => line.text.slice(0, 500));
}

/** Worth a write: a tenth more than is known. */
function grown(known: RunRecord['usage'], seen: RunRecord['usage']): boolean {
  const more = (a = 0, b = 0) => b > a * 1.1;
  return (
    more(known.peakMemoryBytes, seen.peakMemoryBytes) ||
    more(known.cpuSeconds, seen.cpuSeconds)
  );
}

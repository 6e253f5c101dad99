import type { ClusterResources } from '@pagoda/plugin-pagoda-common';
import type {
  Attempt,
  AttemptEnd,
  Engine,
  EngineTask,
  Observation,
} from '../engines/types';

const keyOf = ({ run, attempt }: Attempt) => `${run}.${attempt}`;

/** An engine for tests, which executes nothing and observes what it is told. */
export class ScriptedEngine implements Engine {
  readonly name = 'process';
  /** Every call of launch that succeeded, in order. */
  readonly launched: EngineTask[] = [];
  readonly cancelled: Attempt[] = [];
  readonly removed: string[] = [];
  /** Called at the beginning of launch; may throw. */
  beforeLaunch: (task: EngineTask) => void = () => {};
  /** What is seen of an attempt as soon as it is launched. */
  launchedAs: Observation['state'] = 'Running';
  capacityValue: ClusterResources = {
    cpu: 1000,
    memoryBytes: 2 ** 50,
    gpu: 0,
  };
  /** Where it is set, the engine is elsewhere. */
  reachable?: NonNullable<Engine['reachable']>;
  readonly #observations = new Map<string, Observation>();
  readonly #listeners = new Set<(attempt: Attempt) => void>();

  async launch(task: EngineTask): Promise<void> {
    this.beforeLaunch(task);
    this.launched.push(task);
    this.set(task, {
      state: this.launchedAs,
      ...(this.launchedAs === 'Running' && { startedAt: new Date() }),
    });
  }

  async observe(attempts: Attempt[]): Promise<Observation[]> {
    return attempts.map(
      attempt =>
        this.#observations.get(keyOf(attempt)) ?? {
          run: attempt.run,
          attempt: attempt.attempt,
          state: 'Unknown',
          usage: {},
        },
    );
  }

  async cancel({ run, attempt }: Attempt): Promise<void> {
    this.cancelled.push({ run, attempt });
  }

  async remove(run: string): Promise<void> {
    this.removed.push(run);
  }

  async kept(): Promise<string[]> {
    return [
      ...new Set([...this.#observations.values()].map(({ run }) => run)),
    ].filter(run => !this.removed.includes(run));
  }

  onChange(listener: (attempt: Attempt) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async capacity(): Promise<ClusterResources> {
    return this.capacityValue;
  }

  async stop(): Promise<void> {
    this.#listeners.clear();
  }

  /** Attempts of a run that were launched, by number. */
  attemptsOf(run: string): number[] {
    return this.launched
      .filter(task => task.run === run)
      .map(({ attempt }) => attempt);
  }

  /** Lets an attempt be observed as it is said. */
  set(
    { run, attempt }: Attempt,
    observation: Partial<Observation> & Pick<Observation, 'state'>,
  ): void {
    this.#observations.set(keyOf({ run, attempt }), {
      usage: {},
      ...observation,
      run,
      attempt,
    });
    this.#listeners.forEach(listener => listener({ run, attempt }));
  }

  /** Ends an attempt. */
  end(attempt: Attempt, end: Partial<AttemptEnd>): void {
    this.set(attempt, {
      state: 'Ended',
      startedAt: new Date(),
      usage: { cpuSeconds: 1 },
      end: { finishedAt: new Date(), evidence: [], ...end },
    });
  }

  /** Knows the attempt no more. */
  forget(attempt: Attempt): void {
    this.#observations.delete(keyOf(attempt));
    this.#listeners.forEach(listener => listener(attempt));
  }
}

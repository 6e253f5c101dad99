import type { EngineTask } from '../types';

/** Points that come within this time share a Job, in milliseconds. */
const GATHER = 50;
/** Points of one Job: their ids are in an annotation, and all annotations together may have 256 KiB. */
const MOST = 1_000;

interface Batch {
  tasks: EngineTask[];
  done: Promise<void>;
}

/** Gathers the points of sweeps that are started at the same time. */
export class SweepBatches {
  readonly #create: (tasks: EngineTask[]) => Promise<void>;
  readonly #batches = new Map<string, Batch>();

  /**
   * @param create - makes the Job of some points: of one sweep, and the same attempt of each
   */
  constructor(create: (tasks: EngineTask[]) => Promise<void>) {
    this.#create = create;
  }

  /** Resolves, or rejects, with the Job that has the point. */
  add(task: EngineTask, sweep: string): Promise<void> {
    const key = `${sweep}/${task.attempt}`;
    const batch = this.#batches.get(key) ?? this.#open(key);
    if (!batch.tasks.some(({ run }) => run === task.run)) {
      batch.tasks.push(task);
    }
    if (batch.tasks.length >= MOST) {
      this.#batches.delete(key);
    }
    return batch.done;
  }

  #open(key: string): Batch {
    const tasks: EngineTask[] = [];
    const batch: Batch = {
      tasks,
      done: new Promise(resolve => setTimeout(resolve, GATHER)).then(() => {
        if (this.#batches.get(key) === batch) {
          this.#batches.delete(key);
        }
        return this.#create(tasks);
      }),
    };
    this.#batches.set(key, batch);
    return batch;
  }
}

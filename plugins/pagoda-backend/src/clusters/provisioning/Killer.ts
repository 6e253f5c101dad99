/** The process was killed. */
export class Killed extends Error {}

/** For tests: kills a process at its nth step, before it or right after; a dead process does nothing more. */
export class Killer {
  /** So far. */
  steps = 0;
  dead = false;
  readonly #at: number;
  readonly #after: boolean;

  constructor(at = Infinity, after = false) {
    this.#at = at;
    this.#after = after;
  }

  /** A step of the process. */
  async step<T>(work: () => Promise<T>): Promise<T> {
    if (this.dead) {
      throw new Killed();
    }
    this.steps += 1;
    const kill = this.steps === this.#at;
    if (kill && !this.#after) {
      this.dead = true;
      throw new Killed();
    }
    const result = await work();
    if (kill) {
      this.dead = true;
      throw new Killed();
    }
    return result;
  }

  /** The same object, each of whose asynchronous methods is a step. */
  wrap<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (object, key) => {
        const value = Reflect.get(object, key, object);
        return typeof value === 'function'
          ? (...args: unknown[]) => {
              const work = () => Reflect.apply(value, object, args);
              return key === 'onChange' ? work() : this.step(work);
            }
          : value;
      },
    });
  }
}

const AT_ONCE = 16;
const AGAIN = 1_000;

/** Calls a function for each key that was added: never twice at a time for one key, and again when it fails. */
export class Keys {
  #work;
  /** When each is due, in milliseconds since 1970. */
  #due = new Map();
  #busy = new Set();
  #timer;
  #stopped = false;

  constructor(work) {
    this.#work = work;
  }

  add(key, delay = 0) {
    const due = Date.now() + delay;
    this.#due.set(key, Math.min(due, this.#due.get(key) ?? Infinity));
    this.#plan();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #plan() {
    clearTimeout(this.#timer);
    if (this.#stopped) {
      return;
    }
    const now = Date.now();
    let next = Infinity;
    for (const [key, due] of this.#due) {
      if (this.#busy.has(key)) {
        continue;
      }
      if (due > now) {
        next = Math.min(next, due);
      } else if (this.#busy.size < AT_ONCE) {
        this.#run(key);
      }
    }
    if (next < Infinity) {
      this.#timer = setTimeout(() => this.#plan(), next - now);
    }
  }

  async #run(key) {
    this.#due.delete(key);
    this.#busy.add(key);
    try {
      await this.#work(key);
    } catch (error) {
      console.error(`${key}: ${error.message}`);
      this.add(key, AGAIN);
    }
    this.#busy.delete(key);
    this.#plan();
  }
}

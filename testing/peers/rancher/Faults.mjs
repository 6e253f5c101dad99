import { randomUUID } from 'node:crypto';

const REQUESTS = 20_000;

/** What goes wrong on the way, and what was asked. */
export class Faults {
  #faults = new Map();
  #requests = [];

  /**
   * @param {object} fault token, method, path (a regular expression): which requests it hits, all by default; times: how
   *   many of them; see README.md for what happens to them
   */
  add(fault) {
    const id = randomUUID();
    this.#faults.set(id, { left: fault.times ?? Infinity, ...fault });
    return id;
  }

  /** Of a token, by id, or all. */
  remove({ id, token }) {
    for (const [key, fault] of this.#faults) {
      if (
        (id === undefined || key === id) &&
        (token === undefined || fault.token === token)
      ) {
        this.#faults.delete(key);
      }
    }
  }

  /** The fault that hits a request, which is one less from then on. */
  take({ bearer, method, path }) {
    for (const [id, fault] of this.#faults) {
      if (
        (fault.token === undefined || fault.token === bearer) &&
        (fault.method === undefined || fault.method === method) &&
        (fault.path === undefined || new RegExp(fault.path).test(path))
      ) {
        fault.left -= 1;
        if (fault.left <= 0) {
          this.#faults.delete(id);
        }
        return fault;
      }
    }
    return undefined;
  }

  note(request) {
    this.#requests.push({ at: Date.now(), ...request });
    if (this.#requests.length > REQUESTS) {
      this.#requests.splice(0, REQUESTS / 2);
    }
  }

  /** The last requests of a token, or of all. */
  requests(bearer) {
    return this.#requests
      .filter(one => bearer === undefined || one.bearer === bearer)
      .map(({ bearer: _, ...request }) => request);
  }
}

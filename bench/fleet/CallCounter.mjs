import { performance } from 'node:perf_hooks';

/** Counts what reaches Rancher from one user; the peer keeps the last ones, which is why it is asked often. */
export class CallCounter {
  #token;
  #last = 0;
  #count = 0;
  #begun = 0;

  constructor(token) {
    this.#token = token;
  }

  async begin() {
    await this.look();
    this.#count = 0;
    this.#begun = performance.now();
  }

  async look() {
    const response = await fetch(
      `${process.env.RANCHER_PEER_CONTROL}/requests?token=${encodeURIComponent(this.#token)}`,
    );
    const { items } = await response.json();
    this.#count += items.filter(({ at }) => at > this.#last).length;
    this.#last = Math.max(this.#last, ...items.map(({ at }) => at));
  }

  /** Calls a minute since it began. */
  end() {
    return Math.round(
      this.#count / ((performance.now() - this.#begun) / 60_000),
    );
  }
}

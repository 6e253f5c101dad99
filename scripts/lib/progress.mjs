/** Prints steps with how long each took. */
export class Progress {
  #begun = Date.now();
  #step;
  #stepBegun = 0;

  /** Ends the step before and begins one. */
  step(text) {
    this.done();
    this.#step = text;
    this.#stepBegun = Date.now();
    process.stdout.write(`  … ${text}\n`);
  }

  /** Ends the present step. */
  done() {
    if (this.#step) {
      process.stdout.write(
        `  ✓ ${this.#step} · ${seconds(Date.now() - this.#stepBegun)}\n`,
      );
      this.#step = undefined;
    }
  }

  /** Since the beginning, such as `4.2 s`. */
  get total() {
    return seconds(Date.now() - this.#begun);
  }
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

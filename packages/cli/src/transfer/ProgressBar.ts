import { formatBytes } from '@pagoda/plugin-pagoda-common';

const WIDTH = 24;
/** Drawn so often at most, in milliseconds. */
const INTERVAL = 100;

/** Progress of a transfer on stderr, where somebody looks on. */
export class ProgressBar {
  readonly #title: string;
  readonly #total?: number;
  readonly #shown: boolean;
  readonly #begun = Date.now();
  #done = 0;
  #drawn = 0;

  /**
   * @param total - bytes, if known
   * @param shown - whether somebody looks on
   */
  constructor(title: string, total: number | undefined, shown: boolean) {
    this.#title = title;
    this.#total = total;
    this.#shown = shown;
  }

  /** So many bytes have been moved; a negative number when they have to be moved again. */
  add(bytes: number): void {
    this.#done += bytes;
    const now = Date.now();
    if (this.#shown && now - this.#drawn > INTERVAL) {
      this.#drawn = now;
      process.stderr.write(`\r\u001b[2K${this.#line()}`);
    }
  }

  /** Leaves the last state on its line. */
  end(): void {
    if (this.#shown) {
      process.stderr.write(`\r\u001b[2K${this.#line()}\n`);
    }
  }

  #line(): string {
    const seconds = Math.max(0.1, (Date.now() - this.#begun) / 1000);
    const speed = `${formatBytes(Math.round(this.#done / seconds))}/s`;
    if (!this.#total) {
      return `${this.#title}  ${formatBytes(this.#done)}  ${speed}`;
    }
    const share = Math.min(1, this.#done / this.#total);
    const filled = Math.round(share * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    return `${this.#title}  ${bar} ${Math.floor(share * 100)} %  ${formatBytes(
      this.#done,
    )} of ${formatBytes(this.#total)}  ${speed}`;
  }
}

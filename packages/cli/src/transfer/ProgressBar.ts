import { formatBytes } from '@pagoda/plugin-pagoda-common';

const WIDTH = 24;
const INTERVAL = 100;

/** Progress of a transfer on stderr, where somebody looks on. */
export class ProgressBar {
  readonly #title: string;
  readonly #total?: number;
  readonly #begun = Date.now();
  readonly #shown: boolean;
  #done = 0;
  #drawn = 0;

  /**
   * @param total - bytes, if known
   */
  constructor(title: string, total: number | undefined, shown: boolean) {
    this.#title = title;
    this.#total = total;
    this.#shown = shown;
  }

  add(bytes: number): void {
    this.#done += bytes;
    const now = Date.now();
    if (this.#shown && now - this.#drawn > INTERVAL) {
      this.#drawn = now;
      process.stderr.write(`\r\u001b[2K${this.#line()}`);
    }
  }

  end(): void {
    if (this.#shown) {
      process.stderr.write(`\r\u001b[2K${this.#line()}\n`);
    }
  }

  #line(): string {
    const seconds = Math.max(0.1, (Date.now() - this.#begun) / 1000);
    const speed = `${formatBytes(this.#done / seconds)}/s`;
    if (!this.#total) {
      return `${this.#title}  ${formatBytes(this.#done)}  ${speed}`;
    }
    const share = Math.min(1, this.#done / this.#total);
    const filled = Math.round(share * WIDTH);
    return `${this.#title}  ${'█'.repeat(filled)}${'░'.repeat(
      WIDTH - filled,
    )} ${Math.floor(share * 100)} %  ${formatBytes(this.#done)} of ${formatBytes(
      this.#total,
    )}  ${speed}`;
  }
}

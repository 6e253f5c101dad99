import { formatBytes } from '@pagoda/plugin-pagoda-common';
import type { EngineNotice } from '../types';

/** One line of what `POST /images/create` answers. */
export interface PullLine {
  status?: string;
  /** Of a layer. */
  id?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
  errorDetail?: { message?: string };
}

/** Progress is told so often, in milliseconds. */
const INTERVAL = 15_000;

/** Adds up what is fetched of each layer. */
export class PullProgress {
  readonly #text: string;
  readonly #tell: (notice: EngineNotice) => void;
  readonly #layers = new Map<string, { current: number; total: number }>();
  #told = Date.now();

  constructor(text: string, tell: (notice: EngineNotice) => void) {
    this.#text = text;
    this.#tell = tell;
  }

  take({ id, status, progressDetail }: PullLine): void {
    const { current, total } = progressDetail ?? {};
    if (id && status === 'Downloading' && current && total) {
      this.#layers.set(id, { current, total });
    }
    if (this.#layers.size > 0 && Date.now() - this.#told >= INTERVAL) {
      this.#told = Date.now();
      const layers = [...this.#layers.values()];
      const sum = (of: 'current' | 'total') =>
        formatBytes(layers.reduce((all, layer) => all + layer[of], 0));
      this.#tell({
        reason: 'Pulling',
        message: `Fetches the image '${this.#text}': ${sum('current')} of ${sum('total')}`,
      });
    }
  }
}

import { watch } from 'node:fs';

/** Looked again so often where the file system does not tell of changes, in milliseconds. */
const POLL = 500;

/** Tells when something may have been written in a directory. */
export class ChangeSignal {
  readonly #directory: string;
  readonly #signal: AbortSignal;
  #watcher?: ReturnType<typeof watch>;
  #changed = false;
  #wake: () => void = () => {};

  constructor(directory: string, signal: AbortSignal) {
    this.#directory = directory;
    this.#signal = signal;
    signal.addEventListener('abort', this.#notify, { once: true });
  }

  readonly #notify = () => {
    this.#changed = true;
    this.#wake();
  };

  /** Resolves after a change since the last call, when the signal is aborted, or after half a second. */
  async next(): Promise<void> {
    this.#begin();
    if (!this.#changed && !this.#signal.aborted) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, POLL);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#changed = false;
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#notify);
    this.#watcher?.close();
  }

  /** The directory comes with the first attempt, so it may not be there at first. */
  #begin(): void {
    if (this.#watcher) {
      return;
    }
    try {
      this.#watcher = watch(this.#directory, this.#notify);
      // Without a watch (too many, or the directory was deleted) the poll alone goes on.
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      this.#watcher = undefined;
    }
  }
}

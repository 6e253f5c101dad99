import type { VolumeKey } from './types';

/** Does one thing at a time for each volume; what comes later waits. */
export class OneAtATime {
  /** What goes on for a volume, so that nothing else does. */
  readonly #working = new Map<string, Promise<void>>();

  /** Does it when all that came before is done, however that ended. */
  async run(
    { project, name }: VolumeKey,
    work: () => Promise<void>,
  ): Promise<void> {
    const key = `${project}/${name}`;
    const before = this.#working.get(key);
    const mine = (async () => {
      // Only waited for: its own caller is told of a failure.
      await before?.catch(() => undefined);
      await work();
    })();
    this.#working.set(key, mine);
    try {
      await mine;
    } finally {
      if (this.#working.get(key) === mine) {
        this.#working.delete(key);
      }
    }
  }

  /** Resolves when nothing goes on any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#working.values());
  }
}

import type { VolumeKey } from './types';

/** Looks at what does not change less and less often, so that a cloud is not asked in vain. */
export class Backoff {
  readonly #first: number;
  readonly #last: number;
  readonly #now: () => number;
  readonly #waits = new Map<string, { delay: number; until: number }>();

  /** @param first - milliseconds after the first look that has found nothing new; doubled up to `last` after each more */
  constructor(first: number, last: number, now: () => number = Date.now) {
    this.#first = first;
    this.#last = last;
    this.#now = now;
  }

  /** Whether it is time to look at it again. */
  isDue(key: VolumeKey): boolean {
    return (this.#waits.get(textOf(key))?.until ?? 0) <= this.#now();
  }

  /** It was looked at. */
  looked(key: VolumeKey, isNew: boolean): void {
    const text = textOf(key);
    const before = this.#waits.get(text);
    const delay = isNew
      ? this.#first
      : Math.min(this.#last, (before?.delay ?? this.#first / 2) * 2);
    this.#waits.set(text, { delay, until: this.#now() + delay });
  }

  /** It is gone, or as it is wanted. */
  forget(key: VolumeKey): void {
    this.#waits.delete(textOf(key));
  }
}

function textOf({ project, name }: VolumeKey): string {
  return `${project}/${name}`;
}

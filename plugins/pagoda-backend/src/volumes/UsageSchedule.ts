import type { VolumeKey } from './types';

/** After the last write through us, so long is waited before counting; in milliseconds. */
const QUIET = 5_000;
/** A volume that a run may write is counted this often at most, in milliseconds. */
const MOUNTED_INTERVAL = 60_000;
/** Counting may take this part of the time: what takes 2 s is not done again for 100 s. */
const DUTY = 50;
/** A volume that nobody was seen to write is counted this often at most, in milliseconds. */
const OLD = 6 * 60 * 60 * 1000;

interface Entry {
  key: VolumeKey;
  dueAt?: number;
  countedAt?: number;
  duration: number;
  mounted: boolean;
}

/** Decides when which volume's files are counted: soon after changes, and never so often that counting is a load. */
export class UsageSchedule {
  readonly #entries = new Map<string, Entry>();
  /** Where the turn through all volumes stands. */
  turn?: VolumeKey;

  /** Files were changed through us. */
  touch(key: VolumeKey, now: number = Date.now()): void {
    const entry = this.#entry(key);
    entry.dueAt = Math.max(
      now + QUIET,
      (entry.countedAt ?? 0) + entry.duration * DUTY,
    );
  }

  /** Tells which volumes active runs may write now; those that no longer are get counted once more. */
  mounted(keys: VolumeKey[], now: number = Date.now()): void {
    const wanted = new Set(keys.map(toText));
    for (const key of keys) {
      const entry = this.#entry(key);
      entry.mounted = true;
      entry.dueAt ??=
        Math.max(entry.countedAt ?? now, now - MOUNTED_INTERVAL) +
        Math.max(MOUNTED_INTERVAL, entry.duration * DUTY);
    }
    for (const [text, entry] of this.#entries) {
      if (entry.mounted && !wanted.has(text)) {
        entry.mounted = false;
        entry.dueAt = now;
      }
    }
  }

  /** The volumes to count now. */
  due(now: number = Date.now()): VolumeKey[] {
    return [...this.#entries.values()]
      .filter(({ dueAt }) => dueAt !== undefined && dueAt <= now)
      .map(({ key }) => key);
  }

  /** Whether the volume was not counted for long. */
  isOld(key: VolumeKey, now: number = Date.now()): boolean {
    const { countedAt } = this.#entry(key);
    return countedAt === undefined || now - countedAt > OLD;
  }

  /** A volume was counted. @param duration - in milliseconds */
  counted(key: VolumeKey, duration: number, now: number = Date.now()): void {
    const entry = this.#entry(key);
    entry.countedAt = now;
    entry.duration = duration;
    entry.dueAt = undefined;
  }

  forget(key: VolumeKey): void {
    this.#entries.delete(toText(key));
  }

  #entry(key: VolumeKey): Entry {
    const text = toText(key);
    const entry = this.#entries.get(text) ?? {
      key: { project: key.project, name: key.name },
      duration: 0,
      mounted: false,
    };
    this.#entries.set(text, entry);
    return entry;
  }
}

function toText({ project, name }: VolumeKey): string {
  return `${project}/${name}`;
}

import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataDirectory } from '../../DataDirectory';
import { putJson, readJson } from '../process/jsonFiles';
import type { Attempt, AttemptEnd, Observation } from '../types';
import { attemptPaths, type AttemptPaths } from './attemptPaths';
import type { Interventions } from './readEnd';

/** What became of an attempt. */
export interface AttemptRecord {
  startedAt?: Date;
  end: AttemptEnd;
  usage: Observation['usage'];
  placement?: Observation['placement'];
}

interface StoredRecord extends Omit<AttemptRecord, 'startedAt' | 'end'> {
  startedAt?: string;
  end: Omit<AttemptEnd, 'finishedAt'> & { finishedAt: string };
}

/** Who has claimed to start a container should have done so by then, in milliseconds. */
const CLAIM = 30_000;

/** What one engine keeps of attempts on this host, beside their containers. */
export class AttemptRecords {
  readonly #data: DataDirectory;
  readonly #cluster: string;

  constructor(data: DataDirectory, cluster: string) {
    this.#data = data;
    this.#cluster = cluster;
  }

  paths({ run, attempt }: Attempt): AttemptPaths {
    return attemptPaths(
      join(this.#data.engine(this.#cluster, run), String(attempt)),
    );
  }

  /** Its end; `undefined` while it has none. */
  async read(attempt: Attempt): Promise<AttemptRecord | undefined> {
    const stored = await readJson<StoredRecord>(this.paths(attempt).end);
    return (
      stored && {
        ...stored,
        startedAt: stored.startedAt ? new Date(stored.startedAt) : undefined,
        end: { ...stored.end, finishedAt: new Date(stored.end.finishedAt) },
      }
    );
  }

  async write(attempt: Attempt, record: AttemptRecord): Promise<void> {
    const { directory, end } = this.paths(attempt);
    await mkdir(directory, { recursive: true });
    await putJson(end, record);
  }

  /** Whether the caller is the one to start the container: nobody else does, or has died of it. */
  async claim(attempt: Attempt): Promise<boolean> {
    const { claimed } = this.paths(attempt);
    try {
      await writeFile(claimed, '', { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    }
    if (!(await this.isForsaken(attempt))) {
      return false;
    }
    await utimes(claimed, new Date(), new Date());
    return true;
  }

  /** Whether who claimed to start it, if anybody, should have done so long ago. */
  async isForsaken(attempt: Attempt): Promise<boolean> {
    const { claimed } = this.paths(attempt);
    if (!existsSync(claimed)) {
      return true;
    }
    const { mtimeMs } = await stat(claimed);
    return Date.now() - mtimeMs > CLAIM;
  }

  /** Writes down that it is to end, once, and why. */
  async intervene(
    attempt: Attempt,
    why: 'cancelled' | 'timedOut',
  ): Promise<void> {
    const path = this.paths(attempt)[why];
    if (existsSync(this.paths(attempt).directory) && !existsSync(path)) {
      await putJson(path, { time: new Date().toISOString() });
    }
  }

  async interventions(attempt: Attempt): Promise<Interventions> {
    const { cancelled, timedOut } = this.paths(attempt);
    const [cancelledAt, timedOutAt] = await Promise.all(
      [cancelled, timedOut].map(async path => {
        const found = await readJson<{ time: string }>(path);
        return found && new Date(found.time);
      }),
    );
    return { cancelledAt, timedOutAt };
  }

  async runs(): Promise<string[]> {
    try {
      return await readdir(this.#data.engine(this.#cluster));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return [];
      }
      throw error;
    }
  }

  async remove(run: string): Promise<void> {
    await rm(this.#data.engine(this.#cluster, run), {
      recursive: true,
      force: true,
    });
  }
}

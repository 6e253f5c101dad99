import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LogFile } from './LogFile';

/** A line that an engine has read and the log store is to keep. */
export interface LogEntry {
  /** RFC 3339, up to nanoseconds, as the engine says. */
  time: string;
  stream: 'stdout' | 'stderr';
  /** Missing for the run's own container. */
  container?: string;
  text: string;
}

/** How far the lines of one container have been written. */
export interface LogPosition {
  /** Of the last line. */
  time: string;
  /** Lines with exactly that time. */
  count: number;
}

/** A line is cut into several of so many characters, so that reading one takes little memory. */
const LONGEST_LINE = 256 * 1024;

/**
 * Appends to the log file of one attempt what an engine reads from elsewhere (a pod, a container). One writer at a time:
 * the owner of the cluster's lease.
 */
export class LogWriter {
  readonly #path: string;
  readonly #room?: () => Promise<void>;
  #handle?: Promise<FileHandle>;
  #queue: Promise<unknown> = Promise.resolve();

  /** @param room - returns when there is room for more lines; what is read then waits where it is kept until then */
  constructor(path: string, room?: () => Promise<void>) {
    this.#path = path;
    this.#room = room;
  }

  /** Returns when the lines are in the file; lines of several calls are not mixed. */
  async append(entries: readonly LogEntry[]): Promise<void> {
    if (entries.length === 0) {
      return;
    }
    await this.#room?.();
    const text = entries.map(format).join('');
    const written = this.#queue.then(async () => {
      const handle = await (this.#handle ??= this.#open());
      await handle.appendFile(text);
    });
    // The next append tries on its own; who called this one hears of its failure.
    this.#queue = written.catch(() => undefined);
    await written;
  }

  /** Where the lines of a container end that are in the file already; `undefined` when there are none. */
  async position(container?: string): Promise<LogPosition | undefined> {
    let time: string | undefined;
    let count = 0;
    for await (const line of new LogFile(this.#path).linesBackwards()) {
      if (line.container !== container) {
        continue;
      }
      if (time !== undefined && line.time !== time) {
        break;
      }
      time = line.time;
      count += line.isContinuation ? 0 : 1;
    }
    return time === undefined ? undefined : { time, count };
  }

  async close(): Promise<void> {
    await this.#queue;
    const handle = await this.#handle?.catch(() => undefined);
    this.#handle = undefined;
    await handle?.close();
  }

  async #open(): Promise<FileHandle> {
    await mkdir(dirname(this.#path), { recursive: true });
    const handle = await open(this.#path, 'a+', 0o600);
    // A line that a crash has cut is ended, so that the next one begins a line of its own.
    const { size } = await handle.stat();
    if (size > 0) {
      const last = Buffer.alloc(1);
      await handle.read(last, 0, 1, size - 1);
      if (last[0] !== 0x0a) {
        await handle.appendFile('\n');
      }
    }
    return handle;
  }
}

function format({ time, stream, container, text }: LogEntry): string {
  const suffix = container === undefined ? '' : `:${container}`;
  const clean = text.replace(/\r?\n/g, ' ');
  if (clean.length <= LONGEST_LINE) {
    return `${time} ${stream} F${suffix} ${clean}\n`;
  }
  const lines: string[] = [];
  for (let start = 0; start < clean.length; start += LONGEST_LINE) {
    // Only the first counts as a line of the engine's; see LogWriter.position.
    const tag = start === 0 ? 'F' : 'C';
    lines.push(
      `${time} ${stream} ${tag}${suffix} ${clean.slice(start, start + LONGEST_LINE)}\n`,
    );
  }
  return lines.join('');
}

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogLine, LogPage } from '@pagoda/plugin-pagoda-common';
import { ChangeSignal } from './ChangeSignal';
import { LogFile, type PlacedLine } from './LogFile';
import type { LogQuery, LogStore } from './types';

/** A page ends early when its lines have so many characters together: a single one may have 256 Ki. */
const PAGE_CHARACTERS = 4 * 2 ** 20;

interface Position {
  attempt: number;
  offset: number;
}

/**
 * Logs as append-only files, `<attempt>.log` in a directory for each run. The id of a line is `<attempt>:<offset of its
 * end in bytes>`, so that reading goes on after any line without a search.
 */
export class FileLogStore implements LogStore {
  readonly #directoryOf: (run: string) => string;

  /**
   * @param directoryOf - the directory of a run's log files
   */
  constructor(directoryOf: (run: string) => string) {
    this.#directoryOf = directoryOf;
  }

  async read(
    run: string,
    query: LogQuery,
    page: { cursor?: string; limit: number },
  ): Promise<LogPage> {
    const items: LogLine[] = [];
    let last = page.cursor;
    let characters = 0;
    for await (const { line, id } of this.#lines(run, query, page.cursor)) {
      if (line) {
        if (items.length === page.limit || characters > PAGE_CHARACTERS) {
          return { items, pageInfo: { nextCursor: last } };
        }
        items.push(line);
        characters += line.text.length;
      }
      last = id;
    }
    return { items, pageInfo: {} };
  }

  async tail(run: string, query: LogQuery, count: number): Promise<LogPage> {
    const items: LogLine[] = [];
    const attempts = await this.#attempts(run, query);
    let end: string | undefined;
    let characters = 0;
    const full = () => items.length >= count || characters > PAGE_CHARACTERS;
    for (const attempt of attempts.reverse()) {
      for await (const placed of this.#file(run, attempt).linesBackwards()) {
        end ??= `${attempt}:${placed.end}`;
        if (full()) {
          break;
        }
        const line = toLogLine(placed, attempt);
        if (matches(line, query)) {
          items.push(line);
          characters += line.text.length;
        }
      }
      if (full()) {
        break;
      }
    }
    // Where to go on when there is no line to go on after.
    const pageInfo = items.length === 0 && end ? { nextCursor: end } : {};
    return { items: items.reverse(), pageInfo };
  }

  async *follow(
    run: string,
    query: LogQuery,
    options: {
      cursor?: string;
      ended: () => boolean;
      signal: AbortSignal;
    },
  ): AsyncGenerator<LogLine> {
    const { ended, signal } = options;
    let cursor = options.cursor;
    const changes = new ChangeSignal(this.#directoryOf(run), signal);
    try {
      while (!signal.aborted) {
        // Asked before reading: what was written before the end is then read after it.
        const last = ended();
        let found = false;
        for await (const { line, id } of this.#lines(run, query, cursor)) {
          cursor = id;
          found = true;
          if (line) {
            yield line;
          }
          if (signal.aborted) {
            return;
          }
        }
        if (last && !found) {
          return;
        }
        if (!found) {
          await changes.next();
        }
      }
    } finally {
      changes.close();
    }
  }

  async delete(run: string): Promise<void> {
    await rm(this.#directoryOf(run), { recursive: true, force: true });
  }

  /** Every whole line after the cursor with its id; `line` is missing where the query does not want it. */
  async *#lines(
    run: string,
    query: LogQuery,
    cursor: string | undefined,
  ): AsyncGenerator<{ id: string; line?: LogLine }> {
    const from = parsePosition(cursor);
    for (const attempt of await this.#attempts(run, query)) {
      if (attempt < from.attempt) {
        continue;
      }
      const offset = attempt === from.attempt ? from.offset : 0;
      for await (const placed of this.#file(run, attempt).lines(offset)) {
        const line = toLogLine(placed, attempt);
        yield { id: line.id, ...(matches(line, query) && { line }) };
      }
    }
  }

  #file(run: string, attempt: number): LogFile {
    return new LogFile(join(this.#directoryOf(run), `${attempt}.log`));
  }

  async #attempts(run: string, query: LogQuery): Promise<number[]> {
    if (query.attempt !== undefined) {
      return [query.attempt];
    }
    const names = await readdir(this.#directoryOf(run)).catch(emptyIfMissing);
    return names
      .map(name => Number(/^(\d+)\.log$/.exec(name)?.[1]))
      .filter(Number.isInteger)
      .sort((a, b) => a - b);
  }
}

function toLogLine(placed: PlacedLine, attempt: number): LogLine {
  return {
    id: `${attempt}:${placed.end}`,
    time: placed.time,
    stream: placed.stream,
    attempt,
    container: placed.container ?? 'main',
    text: placed.text,
  };
}

function matches(line: LogLine, query: LogQuery): boolean {
  return (
    (query.stream === undefined || line.stream === query.stream) &&
    (query.container === undefined || line.container === query.container) &&
    (query.since === undefined ||
      Date.parse(line.time) >= query.since.getTime()) &&
    (query.text === undefined ||
      line.text.toLowerCase().includes(query.text.toLowerCase()))
  );
}

function parsePosition(cursor: string | undefined): Position {
  const match = /^(\d+):(\d+)$/.exec(cursor ?? '');
  return match
    ? { attempt: Number(match[1]), offset: Number(match[2]) }
    : { attempt: 0, offset: 0 };
}

function emptyIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') {
    return [];
  }
  throw error;
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogLine, LogPage } from '@pagoda/plugin-pagoda-common';
import { ChangeSignal } from './ChangeSignal';
import { linePosition } from './linePosition';
import { listAttempts } from './listAttempts';
import type { LogArchive } from './LogArchive';
import { LogFile } from './LogFile';
import { matchesQuery } from './matchesQuery';
import { toLogLine } from './toLogLine';
import type { LogQuery, LogStore } from './types';

/** A page ends early when its lines have so many characters together: a single one may have 256 Ki. */
const PAGE_CHARACTERS = 4 * 2 ** 20;

/**
 * Logs as append-only files, `<attempt>.log` in a directory for each run. The id of a line is `<attempt>:<offset of its
 * end in bytes>`, so that reading goes on after any line without a search.
 */
export class FileLogStore implements LogStore {
  readonly #directoryOf: (run: string) => string;

  readonly #archive?: LogArchive;

  /**
   * @param directoryOf - the directory of a run's log files
   * @param archive - where the lines of files are that have gone
   */
  constructor(directoryOf: (run: string) => string, archive?: LogArchive) {
    this.#directoryOf = directoryOf;
    this.#archive = archive;
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
      for await (const line of this.#backwards(run, attempt)) {
        end ??= line.id;
        if (full()) {
          break;
        }
        if (matchesQuery(line, query)) {
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
    await this.#archive?.delete(run);
    await rm(this.#directoryOf(run), { recursive: true, force: true });
  }

  /** Every whole line after the cursor with its id; `line` is missing where the query does not want it. */
  async *#lines(
    run: string,
    query: LogQuery,
    cursor: string | undefined,
  ): AsyncGenerator<{ id: string; line?: LogLine }> {
    const from = linePosition(cursor);
    for (const attempt of await this.#attempts(run, query)) {
      if (attempt < from.attempt) {
        continue;
      }
      const offset = attempt === from.attempt ? from.offset : 0;
      for await (const line of this.#forwards(run, attempt, offset)) {
        yield { id: line.id, ...(matchesQuery(line, query) && { line }) };
      }
    }
  }

  async *#forwards(
    run: string,
    attempt: number,
    offset: number,
  ): AsyncGenerator<LogLine> {
    if (this.#archive && !(await this.#isInFile(run, attempt))) {
      yield* this.#archive.lines(run, attempt, offset);
      return;
    }
    for await (const placed of this.#file(run, attempt).lines(offset)) {
      yield toLogLine(placed, attempt);
    }
  }

  async *#backwards(run: string, attempt: number): AsyncGenerator<LogLine> {
    if (this.#archive && !(await this.#isInFile(run, attempt))) {
      yield* this.#archive.linesBackwards(run, attempt);
      return;
    }
    for await (const placed of this.#file(run, attempt).linesBackwards()) {
      yield toLogLine(placed, attempt);
    }
  }

  /** A file stays a while after it may go, so that it does not go between this and its reading. */
  async #isInFile(run: string, attempt: number): Promise<boolean> {
    return (await listAttempts(this.#directoryOf(run))).includes(attempt);
  }

  #file(run: string, attempt: number): LogFile {
    return new LogFile(join(this.#directoryOf(run), `${attempt}.log`));
  }

  async #attempts(run: string, query: LogQuery): Promise<number[]> {
    if (query.attempt !== undefined) {
      return [query.attempt];
    }
    const attempts = [
      ...(await listAttempts(this.#directoryOf(run))),
      ...((await this.#archive?.attempts(run)) ?? []),
    ];
    return [...new Set(attempts)].sort((a, b) => a - b);
  }
}

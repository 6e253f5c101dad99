import type { LogLine, LogPage } from '@pagoda/plugin-pagoda-common';

/** Which lines of a run are wanted. */
export interface LogQuery {
  attempt?: number;
  stream?: 'stdout' | 'stderr';
  container?: string;
  /** Written at or after. */
  since?: Date;
  /** Contains this text, in any case. */
  text?: string;
}

/** Where the log lines of runs are kept. */
export interface LogStore {
  /** Up to `limit` lines in order, after `cursor` (the id of a line). */
  read(
    run: string,
    query: LogQuery,
    page: { cursor?: string; limit: number },
  ): Promise<LogPage>;

  /** The last `count` lines in order. */
  tail(run: string, query: LogQuery, count: number): Promise<LogPage>;

  /**
   * The lines after `cursor` as they come; returns when `ended()` says that none will follow, and each line that was
   * there by then was given.
   */
  follow(
    run: string,
    query: LogQuery,
    options: {
      cursor?: string;
      ended: () => boolean;
      signal: AbortSignal;
    },
  ): AsyncIterable<LogLine>;

  delete(run: string): Promise<void>;
}

import type { LogLine } from '@pagoda/plugin-pagoda-common';

/** Where lines are when their file has gone. */
export interface LogArchive {
  /** Attempts of a run that lines were archived of, in order. */
  attempts(run: string): Promise<number[]>;

  /** Lines of an attempt in order, those that end after `offset`. */
  lines(run: string, attempt: number, offset: number): AsyncIterable<LogLine>;

  /** Lines of an attempt from its end backwards. */
  linesBackwards(run: string, attempt: number): AsyncIterable<LogLine>;

  /** Deletes the lines of a run. */
  delete(run: string): Promise<void>;
}

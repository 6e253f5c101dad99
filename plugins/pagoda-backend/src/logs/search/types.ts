import type {
  LogHistogram,
  LogHitPage,
  LogLevel,
} from '@pagoda/plugin-pagoda-common';
import type { LinePosition } from '../linePosition';
import type { LogWords } from './parseLogWords';

/** Which lines of a project's runs are looked for. */
export interface LogSearch {
  project: string;
  words: LogWords;
  run?: string;
  experiment?: string;
  sweep?: string;
  level?: LogLevel;
  container?: string;
  /** Written at or after. */
  since?: Date;
  /** Written before. */
  until?: Date;
}

/** Where a search goes on: with what comes before this line, in its run and in older ones. */
export interface SearchPosition extends LinePosition {
  run: string;
}

/** Searches logs. Newer runs come first, and of a run the newer lines. */
export interface LogSearcher {
  search(
    search: LogSearch,
    page: { cursor?: SearchPosition; limit: number },
  ): Promise<LogHitPage>;

  histogram(search: LogSearch): Promise<LogHistogram>;
}

/** A run whose logs are searched. */
export interface SearchedRun {
  id: string;
  number: number;
  experiment?: string;
  sweep?: string;
}

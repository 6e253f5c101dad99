import { join } from 'node:path';
import type {
  LogHistogram,
  LogHit,
  LogHitPage,
} from '@pagoda/plugin-pagoda-common';
import { listAttempts } from '../listAttempts';
import { LogFile } from '../LogFile';
import { toLogLine } from '../toLogLine';
import { HistogramBuilder, pickInterval } from './HistogramBuilder';
import type { SearchedRuns } from './SearchedRuns';
import { writeSearchCursor } from './searchCursor';
import { toHit } from './toHit';
import type {
  LogSearch,
  LogSearcher,
  SearchedRun,
  SearchPosition,
} from './types';

/** Runs that are read at a time. */
const RUNS = 200;

/** Looked at for one answer: so many characters of lines, so many milliseconds. */
export interface ScanBudget {
  characters: number;
  milliseconds: number;
}

const BUDGET: ScanBudget = { characters: 256 * 2 ** 20, milliseconds: 3_000 };

/** A page ends early when its lines have so many characters together. */
const PAGE_CHARACTERS = 4 * 2 ** 20;

/** A line that was looked at. */
interface Looked {
  position: SearchPosition;
  /** Missing when it is not what is looked for. */
  hit?: LogHit;
}

/** Searches the files of the log store by reading them backwards; what one answer looks at has a bound. */
export class FileLogSearch implements LogSearcher {
  readonly #runs: SearchedRuns;
  readonly #directoryOf: (run: string) => string;
  readonly #budget: ScanBudget;

  constructor(options: {
    runs: SearchedRuns;
    /** The directory of a run's log files. */
    directoryOf: (run: string) => string;
    budget?: ScanBudget;
  }) {
    this.#runs = options.runs;
    this.#directoryOf = options.directoryOf;
    this.#budget = options.budget ?? BUDGET;
  }

  async search(
    search: LogSearch,
    { cursor, limit }: { cursor?: SearchPosition; limit: number },
  ): Promise<LogHitPage> {
    const items: LogHit[] = [];
    const spent = this.#spending();
    let last: SearchPosition | undefined;
    let characters = 0;
    for await (const { position, hit } of this.#lines(search, cursor)) {
      const isFull = items.length === limit || characters > PAGE_CHARACTERS;
      if (last && (isFull || spent.isOver())) {
        return {
          items,
          pageInfo: { nextCursor: writeSearchCursor(last) },
          partial: !isFull,
        };
      }
      last = position;
      spent.add(position, hit);
      if (hit) {
        items.push(hit);
        characters += hit.line.text.length;
      }
    }
    return { items, pageInfo: {}, partial: false };
  }

  async histogram(search: LogSearch): Promise<LogHistogram> {
    const span = await this.#runs.span(search);
    const interval = pickInterval(
      search.since?.getTime() ?? span?.from ?? 0,
      search.until?.getTime() ?? span?.to ?? 0,
    );
    const builder = new HistogramBuilder(interval);
    return builder.build(await this.count(search, builder));
  }

  /** Counts what is found; returns whether the search has ended before it has looked at everything. */
  async count(search: LogSearch, builder: HistogramBuilder): Promise<boolean> {
    const spent = this.#spending();
    for await (const { position, hit } of this.#lines(search)) {
      if (spent.isOver()) {
        return true;
      }
      spent.add(position, hit);
      if (hit) {
        builder.add(Date.parse(hit.line.time), hit.level);
      }
    }
    return false;
  }

  async *#lines(
    search: LogSearch,
    start?: SearchPosition,
  ): AsyncGenerator<Looked> {
    let cursor = start;
    let from = cursor?.run;
    for (;;) {
      const runs = await this.#runs.list(search, { from, limit: RUNS });
      for (const run of runs) {
        // The first of a page was the last of the one before, except where the search goes on.
        if (run.id !== from || run.id === cursor?.run) {
          yield* this.#linesOf(
            run,
            search,
            run.id === cursor?.run ? cursor : undefined,
          );
        }
      }
      if (runs.length < RUNS) {
        return;
      }
      cursor = undefined;
      from = runs[runs.length - 1].id;
    }
  }

  async *#linesOf(
    run: SearchedRun,
    search: LogSearch,
    before?: SearchPosition,
  ): AsyncGenerator<Looked> {
    const directory = this.#directoryOf(run.id);
    const attempts = await listAttempts(directory);
    for (const attempt of attempts.reverse()) {
      if (before && attempt > before.attempt) {
        continue;
      }
      const file = new LogFile(join(directory, `${attempt}.log`));
      const isCut = before?.attempt === attempt;
      for await (const placed of file.linesBackwards(
        isCut ? before.offset : undefined,
      )) {
        // That of the cursor was given already.
        if (!isCut || placed.end < before.offset) {
          yield {
            position: { run: run.id, attempt, offset: placed.end },
            hit: toHit(run, toLogLine(placed, attempt), search),
          };
        }
      }
    }
  }

  #spending() {
    const { characters, milliseconds } = this.#budget;
    const until = Date.now() + milliseconds;
    let looked = 0;
    let before: SearchPosition | undefined;
    return {
      isOver: () => looked >= characters || Date.now() >= until,
      add: (position: SearchPosition, hit: LogHit | undefined) => {
        const isSame =
          before?.run === position.run && before.attempt === position.attempt;
        looked += isSame && before ? before.offset - position.offset : 0;
        looked += hit ? hit.line.text.length : 0;
        before = position;
      },
    };
  }
}

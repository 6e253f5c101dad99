import type { estypes } from '@elastic/elasticsearch';
import type {
  LogHistogram,
  LogHit,
  LogHitPage,
  LogLevel,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { ElasticsearchClient } from '../../clients/elasticsearch/ElasticsearchClient';
import { linePosition } from '../linePosition';
import { FileLogSearch } from '../search/FileLogSearch';
import { HistogramBuilder, pickInterval } from '../search/HistogramBuilder';
import { matchWords } from '../search/matchWords';
import { readSearchCursor, writeSearchCursor } from '../search/searchCursor';
import { SearchedRuns } from '../search/SearchedRuns';
import type { LogSearch, LogSearcher, SearchPosition } from '../search/types';
import { detectLevel } from '../detectLevel';
import { fromSource, type LogSource } from './logDocument';
import { streamOf } from './logTemplate';
import type { LogShipmentStore } from './LogShipmentStore';

/** Runs of a project whose files are searched: more than execute at a time. */
const IN_FILES = 1_000;

const LEVELS: LogLevel[] = ['debug', 'info', 'warning', 'error'];

interface Options {
  client: ElasticsearchClient;
  shipments: LogShipmentStore;
  knex: Knex;
  /** The directory of a run's log files. */
  directoryOf: (run: string) => string;
}

/**
 * Searches Elasticsearch for the lines of runs that were shipped as a whole, and the files of the others: no line is in both, and none
 * is missed because it was not made searchable yet.
 */
export class ElasticsearchLogSearch implements LogSearcher {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  async search(
    search: LogSearch,
    page: { cursor?: SearchPosition; limit: number },
  ): Promise<LogHitPage> {
    const inFiles = await this.#inFiles(search);
    const [files, shipped] = await Promise.all([
      this.#files(inFiles).search(search, page),
      this.#shipped(search, page, inFiles),
    ]);
    const { nextCursor } = files.pageInfo;
    // Files were looked at as far as there: what is older comes with the next page.
    const floor =
      nextCursor === undefined ? undefined : readSearchCursor(nextCursor);
    const all = [...files.items, ...shipped]
      .sort((a, b) => compare(positionOf(b), positionOf(a)))
      .filter(hit => !floor || compare(positionOf(hit), floor) >= 0);
    const items = all.slice(0, page.limit);
    const isCut = items.length === page.limit;
    const last = items.at(-1);
    const isMore =
      floor !== undefined ||
      all.length > items.length ||
      shipped.length === page.limit;
    let next: SearchPosition | undefined;
    if (isMore) {
      next = isCut && last ? positionOf(last) : floor;
    }
    return {
      items,
      pageInfo: next ? { nextCursor: writeSearchCursor(next) } : {},
      partial: next !== undefined && !isCut,
    };
  }

  async histogram(search: LogSearch): Promise<LogHistogram> {
    const { client, knex } = this.#options;
    const span = await new SearchedRuns(knex).span(search);
    const interval = pickInterval(
      search.since?.getTime() ?? span?.from ?? 0,
      search.until?.getTime() ?? span?.to ?? 0,
    );
    const inFiles = await this.#inFiles(search);
    const builder = new HistogramBuilder(interval);
    const partial = await this.#files(inFiles).count(search, builder);
    const { aggregations } = await client.search(streamOf(search.project), {
      query: queryFor(search, inFiles),
      size: 0,
      track_total_hits: false,
      aggs: {
        times: {
          date_histogram: {
            field: '@timestamp',
            fixed_interval: `${interval}s`,
            min_doc_count: 1,
          },
          aggs: { levels: { terms: { field: 'log.level', size: 10 } } },
        },
      },
    });
    const times = aggregations?.times as { buckets: TimeBucket[] } | undefined;
    for (const { key, doc_count: count, levels } of times?.buckets ?? []) {
      let rest = count;
      for (const bucket of levels.buckets) {
        const level = LEVELS.find(name => name === bucket.key);
        builder.add(key, level, bucket.doc_count);
        rest -= bucket.doc_count;
      }
      if (rest > 0) {
        builder.add(key, undefined, rest);
      }
    }
    return builder.build(partial);
  }

  async #shipped(
    search: LogSearch,
    { cursor, limit }: { cursor?: SearchPosition; limit: number },
    inFiles: string[],
  ): Promise<LogHit[]> {
    const { hits } = await this.#options.client.search<LogSource>(
      streamOf(search.project),
      {
        query: queryFor(search, inFiles),
        sort: [
          { 'pagoda.run': 'desc' },
          { 'pagoda.attempt': 'desc' },
          { 'pagoda.offset': 'desc' },
        ],
        size: limit,
        track_total_hits: false,
        ...(cursor && {
          search_after: [cursor.run, cursor.attempt, cursor.offset],
        }),
      },
    );
    return hits.hits.flatMap(({ _source: source }) =>
      source ? [toFoundHit(source, search)] : [],
    );
  }

  #inFiles(search: LogSearch): Promise<string[]> {
    return this.#options.shipments.unsearchable(search.project, IN_FILES);
  }

  #files(only: string[]): FileLogSearch {
    const { knex, directoryOf } = this.#options;
    return new FileLogSearch({
      runs: new SearchedRuns(knex, only),
      directoryOf,
    });
  }
}

interface TimeBucket {
  key: number;
  doc_count: number;
  levels: { buckets: { key: string; doc_count: number }[] };
}

/** Built of terms and phrases alone, so that nothing that somebody types means more than words. */
function queryFor(
  search: LogSearch,
  without: string[],
): estypes.QueryDslQueryContainer {
  const { words, run, experiment, sweep, level, container } = search;
  const phrase = (one: string[]): estypes.QueryDslQueryContainer => ({
    match_phrase: { 'pagoda.words': one.join(' ') },
  });
  const term = (
    field: string,
    value: string | undefined,
  ): estypes.QueryDslQueryContainer[] =>
    value === undefined ? [] : [{ term: { [field]: value } }];
  const { since, until } = search;
  return {
    bool: {
      filter: [
        ...term('pagoda.run', run),
        ...term('pagoda.experiment', experiment),
        ...term('pagoda.sweep', sweep),
        ...term('log.level', level),
        ...term('container.name', container),
        ...(since || until
          ? [
              {
                range: {
                  '@timestamp': {
                    ...(since && { gte: since.toISOString() }),
                    ...(until && { lt: until.toISOString() }),
                  },
                },
              },
            ]
          : []),
        ...words.all.map(phrase),
      ],
      must_not: [
        ...words.none.map(phrase),
        ...(without.length > 0 ? [{ terms: { 'pagoda.run': without } }] : []),
      ],
    },
  };
}

function toFoundHit(source: LogSource, search: LogSearch): LogHit {
  const line = fromSource(source);
  const { run, number, experiment, sweep } = source.pagoda;
  const level = detectLevel(line.text);
  return {
    ...{ run, runNumber: number },
    ...(experiment !== undefined && { experiment }),
    ...(sweep !== undefined && { sweep }),
    line,
    ...(level !== undefined && { level }),
    highlights: matchWords(line.text, search.words) ?? [],
  };
}

function positionOf({ run, line }: LogHit): SearchPosition {
  return { run, ...linePosition(line.id) };
}

function compare(a: SearchPosition, b: SearchPosition): number {
  if (a.run !== b.run) {
    return a.run < b.run ? -1 : 1;
  }
  return a.attempt - b.attempt || a.offset - b.offset;
}

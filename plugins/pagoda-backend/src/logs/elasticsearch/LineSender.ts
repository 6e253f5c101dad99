import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine } from '@pagoda/plugin-pagoda-common';
import {
  statusOf,
  type BulkOutcome,
  type NewDocument,
} from '../../clients/elasticsearch/ElasticsearchClient';
import type { SearchedRun } from '../search/types';
import { toDocument, toPlainDocument } from './logDocument';

/** What makes documents; an `ElasticsearchClient`. */
export interface DocumentSink {
  create(
    stream: string,
    documents: readonly NewDocument[],
  ): Promise<BulkOutcome[]>;
}

/** Tries of one batch before whoever ships goes on with another run. */
const TRIES = 6;
/** Of the first try, in milliseconds; doubled by each. */
const PAUSE = 200;
const BAD_REQUEST = 400;
const CONFLICT = 409;
const TOO_LARGE = 413;
const TOO_MANY = 429;

/** Sends lines until each of them is in Elasticsearch; what one answer says of one line is judged by itself. */
export class LineSender {
  readonly #sink: DocumentSink;
  readonly #pause: number;

  constructor(sink: DocumentSink, pause: number = PAUSE) {
    this.#sink = sink;
    this.#pause = pause;
  }

  /**
   * Returns when all lines are in. Sent again, they are found there already, which is as good.
   *
   * @throws Error when some are not; which is not told, since all may be sent again
   */
  async send(
    stream: string,
    run: SearchedRun,
    lines: readonly LogLine[],
  ): Promise<void> {
    let left = lines.map(line => ({ line, isPlain: false }));
    for (let attempt = 0; left.length > 0; attempt += 1) {
      if (attempt > 0) {
        await sleep(this.#pause * 2 ** (attempt - 1) * (0.5 + Math.random()));
      }
      let outcomes: BulkOutcome[];
      try {
        outcomes = await this.#sink.create(
          stream,
          left.map(({ line, isPlain }) =>
            isPlain ? toPlainDocument(run, line) : toDocument(run, line),
          ),
        );
      } catch (error) {
        const status = statusOf(error);
        if (status === TOO_LARGE && left.length > 1) {
          const half = Math.ceil(left.length / 2);
          const rest = left.map(({ line }) => line);
          await this.send(stream, run, rest.slice(0, half));
          await this.send(stream, run, rest.slice(half));
          return;
        }
        if (status !== TOO_MANY || attempt + 1 >= TRIES) {
          throw error;
        }
        continue;
      }
      const next: typeof left = [];
      let refusal: BulkOutcome | undefined;
      for (const [index, outcome] of outcomes.entries()) {
        const item = left[index];
        if (outcome.status < BAD_REQUEST || outcome.status === CONFLICT) {
          continue;
        }
        if (outcome.status === BAD_REQUEST && !item.isPlain) {
          next.push({ ...item, isPlain: true });
          continue;
        }
        refusal = outcome;
        next.push(item);
      }
      if (refusal && (refusal.status !== TOO_MANY || attempt + 1 >= TRIES)) {
        throw new Error(
          `Elasticsearch did not take ${next.length} of ${lines.length} lines: ${refusal.status} ${refusal.reason ?? ''}`,
        );
      }
      left = next;
    }
  }
}

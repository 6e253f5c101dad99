import type { LogLine } from '@pagoda/plugin-pagoda-common';
import type {
  ElasticsearchClient,
  SearchBody,
} from '../../clients/elasticsearch/ElasticsearchClient';
import type { LogArchive } from '../LogArchive';
import { fromSource, type LogSource } from './logDocument';
import { streamOf } from './logTemplate';
import type { LogShipmentStore } from './LogShipmentStore';

/** Lines of one request. */
const PAGE = 2_000;

/** Lines of runs in Elasticsearch, by run and attempt in the order of their offsets. */
export class ElasticsearchLogArchive implements LogArchive {
  readonly #client: ElasticsearchClient;
  readonly #shipments: LogShipmentStore;

  constructor(client: ElasticsearchClient, shipments: LogShipmentStore) {
    this.#client = client;
    this.#shipments = shipments;
  }

  async attempts(run: string): Promise<number[]> {
    const shipment = await this.#shipments.find(run);
    return Array.from({ length: shipment?.attempt ?? 0 }, (_, at) => at + 1);
  }

  async *lines(
    run: string,
    attempt: number,
    offset: number,
  ): AsyncGenerator<LogLine> {
    yield* this.#pages(run, attempt, 'asc', offset);
  }

  async *linesBackwards(run: string, attempt: number): AsyncGenerator<LogLine> {
    yield* this.#pages(run, attempt, 'desc');
  }

  async delete(run: string): Promise<void> {
    const shipment = await this.#shipments.find(run);
    if (!shipment) {
      return;
    }
    const stream = streamOf(shipment.project);
    // First the row, so that the shipper adds no more.
    await this.#shipments.delete(run);
    // Not by a query: data streams take deletions by id in their backing indices, wherever they are.
    for (;;) {
      await this.#client.refresh(stream);
      const { hits } = await this.#client.search(stream, {
        query: { term: { 'pagoda.run': run } },
        size: 5_000,
        _source: false,
      });
      if (hits.hits.length === 0) {
        return;
      }
      await this.#client.deleteDocuments(
        hits.hits.map(hit => ({ index: hit._index, id: hit._id ?? '' })),
      );
    }
  }

  async *#pages(
    run: string,
    attempt: number,
    order: 'asc' | 'desc',
    offset?: number,
  ): AsyncGenerator<LogLine> {
    const shipment = await this.#shipments.find(run);
    if (!shipment) {
      return;
    }
    let after = offset;
    for (;;) {
      const body: SearchBody = {
        query: {
          bool: {
            filter: [
              { term: { 'pagoda.run': run } },
              { term: { 'pagoda.attempt': attempt } },
            ],
          },
        },
        sort: [{ 'pagoda.offset': order }],
        size: PAGE,
        track_total_hits: false,
        ...(after !== undefined && { search_after: [after] }),
      };
      const { hits } = await this.#client.search<LogSource>(
        streamOf(shipment.project),
        body,
      );
      for (const { _source } of hits.hits) {
        if (_source) {
          after = _source.pagoda.offset;
          yield fromSource(_source);
        }
      }
      if (hits.hits.length < PAGE) {
        return;
      }
    }
  }
}

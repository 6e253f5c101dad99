import { Client, errors, type estypes } from '@elastic/elasticsearch';

/** How an Elasticsearch is reached. */
export interface ElasticsearchConnection {
  url: string;
  /** As Elasticsearch encodes it; else by user name, or without anything. */
  apiKey?: string;
  username?: string;
  password?: string;
  /** Certificates that it is trusted by, in PEM. */
  ca?: string;
}

/** A document to be made, with the id that makes saying it twice harmless. */
export interface NewDocument {
  id: string;
  document: Record<string, unknown>;
}

/** What became of one document of a bulk: 201 made, 409 there already, 429 try again, 400 refused. */
export interface BulkOutcome {
  status: number;
  reason?: string;
}

/** A search request, without what this client says itself. */
export type SearchBody = Omit<estypes.SearchRequest, 'index'>;

/** In milliseconds. */
const TIMEOUT = 30_000;

/**
 * The calls of Elasticsearch 8 that the log store makes; see https://www.elastic.co/guide/en/elasticsearch/reference/8.19/rest-apis.html.
 * Nothing is repeated here: who calls knows what may be.
 */
export class ElasticsearchClient {
  readonly #client: Client;

  constructor({
    url,
    apiKey,
    username,
    password,
    ca,
  }: ElasticsearchConnection) {
    this.#client = new Client({
      node: url,
      maxRetries: 0,
      requestTimeout: TIMEOUT,
      ...(apiKey !== undefined
        ? { auth: { apiKey } }
        : username !== undefined && {
            auth: { username, password: password ?? '' },
          }),
      ...(ca !== undefined && { tls: { ca } }),
    });
  }

  async version(): Promise<string> {
    return (await this.#client.info()).version.number;
  }

  /** The version in `_meta` of an index template of ours; `undefined` when there is none. */
  async templateVersion(name: string): Promise<number | undefined> {
    const answer = await this.#client.indices.getIndexTemplate(
      { name },
      { ignore: [404] },
    );
    const version = answer.index_templates?.[0]?.index_template._meta?.version;
    return typeof version === 'number' ? version : undefined;
  }

  async putTemplate(
    name: string,
    template: Omit<estypes.IndicesPutIndexTemplateRequest, 'name'>,
  ): Promise<void> {
    await this.#client.indices.putIndexTemplate({ name, ...template });
  }

  /**
   * Makes documents in a data stream.
   *
   * @returns what became of each, in their order
   */
  async create(
    stream: string,
    documents: readonly NewDocument[],
  ): Promise<BulkOutcome[]> {
    const { items } = await this.#client.bulk({
      index: stream,
      operations: documents.flatMap(({ id, document }) => [
        { create: { _id: id } },
        document,
      ]),
    });
    return items.map(({ create }) => ({
      status: create?.status ?? 500,
      ...(create?.error && {
        reason: `${create.error.type}: ${create.error.reason ?? ''}`,
      }),
    }));
  }

  /** Deletes documents where they are, in backing indices. Those that have gone already are no error. */
  async deleteDocuments(
    documents: readonly { index: string; id: string }[],
  ): Promise<void> {
    const { items } = await this.#client.bulk({
      operations: documents.map(({ index, id }) => ({
        delete: { _index: index, _id: id },
      })),
    });
    const refused = items.find(
      item =>
        item.delete && item.delete.status >= 400 && item.delete.status !== 404,
    );
    if (refused) {
      throw new Error(
        `Elasticsearch did not delete a document: ${refused.delete?.error?.reason ?? refused.delete?.status}`,
      );
    }
  }

  /**
   * Searches a data stream; one that is not there is empty.
   *
   * @throws Error when not all shards have answered: part of the lines would be taken for all of them
   */
  async search<T>(
    stream: string,
    body: SearchBody,
  ): Promise<estypes.SearchResponse<T>> {
    const answer = await this.#client.search<T>({
      ...body,
      index: stream,
      ignore_unavailable: true,
      allow_partial_search_results: false,
    });
    if (answer.timed_out || answer._shards.failed > 0) {
      throw new Error(
        `Elasticsearch has answered for ${answer._shards.successful} of ${answer._shards.total} shards of ${stream}`,
      );
    }
    return answer;
  }

  /** Makes searchable what was made before. */
  async refresh(stream: string): Promise<void> {
    await this.#client.indices.refresh({
      index: stream,
      ignore_unavailable: true,
    });
  }

  /** Begins a new backing index where the conditions hold. */
  async rollover(
    stream: string,
    conditions: estypes.IndicesRolloverRolloverConditions,
  ): Promise<boolean> {
    const answer = await this.#client.indices.rollover({
      alias: stream,
      conditions,
    });
    return answer.rolled_over;
  }

  /** The backing indices of a data stream, oldest first; `createdAt` in milliseconds. None when there is no stream. */
  async backingIndices(
    stream: string,
  ): Promise<{ name: string; createdAt: number }[]> {
    const answer = await this.#client.indices.getSettings({
      index: stream,
      ignore_unavailable: true,
      expand_wildcards: ['open', 'hidden'],
    });
    return Object.entries(answer)
      .map(([name, { settings }]) => ({
        name,
        createdAt: Number(settings?.index?.creation_date ?? 0),
      }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  async deleteIndex(name: string): Promise<void> {
    await this.#client.indices.delete({ index: name }, { ignore: [404] });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

/** The HTTP status that Elasticsearch refused a request with; `undefined` when it did not answer. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof errors.ResponseError ? error.statusCode : undefined;
}

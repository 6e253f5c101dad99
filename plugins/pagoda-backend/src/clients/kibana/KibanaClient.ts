import { FormData } from 'undici';
import { JsonService } from '../http/JsonService';

/** How a Kibana is reached. */
export interface KibanaConnection {
  /** Without a slash at the end. */
  url: string;
  /** As Elasticsearch encodes it, for `Authorization: ApiKey …`. */
  apiKey: string;
  /** The space; the default one when left out. */
  space?: string;
  /** In PEM. */
  ca?: string;
}

/** A saved object as it is imported. */
export interface SavedObject {
  id: string;
  type: string;
  attributes: Record<string, unknown>;
  references: { id: string; name: string; type: string }[];
}

/** What became of an import; Kibana answers it with HTTP 200 also where nothing was imported. */
export interface ImportResult {
  success: boolean;
  successCount: number;
  successResults?: { id: string; type: string }[];
  errors?: { id: string; type: string; error: { type: string } }[];
}

/** Speaks Kibana's HTTP API: elastic.co/docs/api/doc/kibana. Throws HttpServiceError. */
export class KibanaClient {
  readonly #service: JsonService;
  readonly #space: string[];

  constructor({ url, apiKey, space, ca }: KibanaConnection) {
    this.#service = new JsonService({
      ...{ product: 'Kibana', url, ca },
      headers: { Authorization: `ApiKey ${apiKey}`, 'kbn-xsrf': 'true' },
    });
    this.#space = space === undefined ? [] : ['s', space];
  }

  /** Its version and how it is, such as `available`. */
  async status(): Promise<{ version?: string; level?: string }> {
    const { body } = await this.#service.send<{
      version?: { number?: string };
      status?: { overall?: { level?: string } };
    }>('GET', ['api', 'status'], { expected: [503] });
    return {
      version: body.version?.number,
      level: body.status?.overall?.level,
    };
  }

  /**
   * Imports objects under their own ids.
   *
   * @param overwrite - without it, what is there already stays and is an error `conflict`
   */
  async import(
    objects: readonly SavedObject[],
    overwrite: boolean,
  ): Promise<ImportResult> {
    const form = new FormData();
    form.append(
      'file',
      new Blob([toNdjson(objects)], { type: 'application/ndjson' }),
      'pagoda.ndjson',
    );
    const { body } = await this.#service.send<ImportResult>(
      'POST',
      [...this.#space, 'api', 'saved_objects', '_import'],
      { query: overwrite ? { overwrite: 'true' } : {}, form },
    );
    return body;
  }

  /** Lets go of its connections. */
  close(): Promise<void> {
    return this.#service.close();
  }
}

/** One object a line. */
export function toNdjson(objects: readonly SavedObject[]): string {
  return objects.map(each => `${JSON.stringify(each)}\n`).join('');
}

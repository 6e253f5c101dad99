import { Readable } from 'node:stream';
import { FileError } from '../FileError';
import type {
  Files,
  FileUsage,
  ListOptions,
  OpenFile,
  StoredFile,
  StoreOptions,
} from '../Files';
import { parsePath } from '../parsePath';
import { explainStoring } from '../storeFile';
import type { FileStat, ListedFile } from '../types';
import { discard } from './discard';
import type { GatewayRequest, GatewayTransport } from './GatewayTransport';
import {
  ROUTES,
  type ChecksumAnswer,
  type ListAnswer,
  type OpenAnswer,
  type StatAnswer,
  type StoredAnswer,
  type UsageAnswer,
} from './protocol';
import { expectBytes, readAnswer } from './readAnswer';

/** Entries of a listing that are asked for at once. */
const PAGE = 2_000;
/** Entries of a listing where nothing else is said; as FileTree's. */
const LIST_LIMIT = 10_000;

type Values = Record<string, string | number | boolean | undefined>;

/** Files in a volume of a cluster, reached through the data gateway that runs next to it. */
export class GatewayFiles implements Files {
  readonly #transport: GatewayTransport;
  readonly #root: string;

  /**
   * @param root - folder of the volume, such as `runs/<id>`; `''` for the whole volume
   */
  constructor(transport: GatewayTransport, root: string = '') {
    this.#transport = transport;
    this.#root = root;
  }

  async list(
    path: string,
    options: ListOptions = {},
  ): Promise<{ items: ListedFile[]; truncated: boolean }> {
    const { recursive, limit = LIST_LIMIT, checksums } = options;
    const deadline = Date.now() + (checksums?.budget ?? 0);
    const items: ListedFile[] = [];
    let { after } = options;
    for (;;) {
      const size = Math.min(PAGE, limit - items.length);
      const page = await this.#json<ListAnswer>('GET', ROUTES.list, path, {
        recursive,
        after,
        limit: size,
        ...(checksums && {
          budget: Math.max(0, deadline - Date.now()),
          goOn: checksums.goOn,
          maxSize: checksums.maxSize,
        }),
      });
      items.push(
        ...page.items.map(item => ({ ...toStat(item), sha256: item.sha256 })),
      );
      const last = items.at(-1);
      const full = page.items.length === size && items.length < limit;
      if (!page.truncated || !full || !last) {
        return { items, truncated: page.truncated };
      }
      after = last.type === 'directory' ? `${last.path}/` : last.path;
    }
  }

  async stat(path: string): Promise<FileStat> {
    return toStat(await this.#json<StatAnswer>('GET', ROUTES.entry, path));
  }

  async open(path: string): Promise<OpenFile> {
    const answer = await this.#json<OpenAnswer>('GET', ROUTES.file, path);
    const { version, sha256 } = answer;
    return {
      ...toStat(answer),
      version,
      knownSha256: sha256,
      read: (start, end) => this.#read(path, version, start, end),
      close: async () => {},
    };
  }

  async sha256({
    path,
    version,
  }: Pick<OpenFile, 'path' | 'version'>): Promise<string | undefined> {
    const { sha256 } = await this.#json<ChecksumAnswer>(
      'GET',
      ROUTES.checksum,
      path,
      { version },
    );
    return sha256;
  }

  async write(
    path: string,
    source: AsyncIterable<Uint8Array>,
    { mustBeNew, admit, reserve }: StoreOptions = {},
  ): Promise<StoredFile> {
    // Refused here, nothing is sent for nothing.
    parsePath(path);
    const sent = { bytes: 0, failed: false, error: undefined as unknown };
    const body = Readable.from(counted(source, admit, sent), {
      objectMode: false,
    });
    try {
      const { modifiedAt, ...stored } = await this.#json<StoredAnswer>(
        'PUT',
        ROUTES.content,
        path,
        { mustBeNew, reserve },
        { body, headers: { 'content-type': 'application/octet-stream' } },
      );
      if (stored.size !== sent.bytes) {
        throw new FileError(
          'UploadBroken',
          `The upload broke off on the way to the volume: ${stored.size} of ${sent.bytes} bytes arrived`,
          { advice: 'Send the file again.' },
        );
      }
      return { ...stored, modifiedAt: new Date(modifiedAt) };
    } catch (error) {
      // What has broken the request off says more than that it broke off.
      throw sent.failed ? explainStoring(sent.error) : error;
    } finally {
      discard(body);
    }
  }

  delete(
    path: string,
    { recursive }: { recursive?: boolean } = {},
  ): Promise<FileUsage> {
    return this.#json<UsageAnswer>('DELETE', ROUTES.entry, path, { recursive });
  }

  async *zip(path: string): AsyncGenerator<Buffer> {
    yield* this.#bytes(ROUTES.zip, path);
  }

  usage(): Promise<FileUsage> {
    return this.#json<UsageAnswer>('GET', ROUTES.usage, '');
  }

  async sweep(): Promise<void> {
    await this.#json('POST', ROUTES.sweep, '');
  }

  async removeRoot(): Promise<void> {
    await this.#json('DELETE', ROUTES.root, '');
  }

  async *#read(
    path: string,
    version: string,
    start: number,
    end: number,
  ): AsyncGenerator<Buffer> {
    if (end <= start) {
      return;
    }
    let left = end - start;
    const bytes = this.#bytes(
      ROUTES.content,
      path,
      { version },
      { range: `bytes=${start}-${end - 1}` },
    );
    for await (const part of bytes) {
      left -= part.length;
      yield part;
    }
    if (left !== 0) {
      throw new Error(
        `The file has become shorter than its ${end} bytes while it was sent`,
      );
    }
  }

  async *#bytes(
    route: string,
    path: string,
    values: Values = {},
    headers?: Record<string, string>,
  ): AsyncGenerator<Buffer> {
    const response = await this.#request({
      method: 'GET',
      path: this.#address(route, path, values),
      headers,
    });
    await expectBytes(response);
    try {
      yield* response.body as AsyncIterable<Buffer>;
    } finally {
      discard(response.body);
    }
  }

  async #json<T>(
    method: GatewayRequest['method'],
    route: string,
    path: string,
    values: Values = {},
    more: Pick<GatewayRequest, 'body' | 'headers'> = {},
  ): Promise<T> {
    return readAnswer<T>(
      await this.#request({
        ...more,
        method,
        path: this.#address(route, path, values),
      }),
    );
  }

  #request(request: GatewayRequest) {
    return this.#transport.request(request);
  }

  /** @throws FileError `InvalidPath`: what is wrong with a path needs no way to a cluster. */
  #address(route: string, path: string, values: Values): string {
    parsePath(path);
    const query = Object.entries({ root: this.#root, path, ...values })
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
    return query.length > 0 ? `${route}?${query.join('&')}` : route;
  }
}

/** Asks for each part before it is sent, and remembers what went wrong on this side. */
async function* counted(
  source: AsyncIterable<Uint8Array>,
  admit: StoreOptions['admit'],
  sent: { bytes: number; failed: boolean; error: unknown },
): AsyncGenerator<Uint8Array> {
  try {
    for await (const part of source) {
      admit?.(part.length);
      sent.bytes += part.length;
      yield part;
    }
  } catch (error) {
    sent.failed = true;
    sent.error = error;
    throw error;
  }
}

function toStat({ path, type, size, modifiedAt }: StatAnswer): FileStat {
  return { path, type, size, modifiedAt: new Date(modifiedAt) };
}

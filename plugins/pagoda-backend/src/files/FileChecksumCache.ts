import {
  appendFile,
  mkdir,
  readFile,
  rename,
  writeFile,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ChecksumCache } from './Checksums';

/** Checksums remembered by default. */
const LIMIT = 100_000;
/** How long new ones are gathered before they are written, in milliseconds. */
const WRITE_DELAY = 500;

/**
 * Remembers the checksums used last, and keeps them in a file of lines `<version> <sha256>` for the next start. Losing the
 * file, or its end, costs computing them again and nothing else.
 */
export class FileChecksumCache implements ChecksumCache {
  readonly #path?: string;
  readonly #limit: number;
  readonly #onError: (error: Error) => void;
  /** Oldest first. */
  readonly #entries = new Map<string, string>();
  #unwritten: string[] = [];
  #linesInFile = 0;
  #timer?: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();

  private constructor(options: FileChecksumCacheOptions) {
    this.#path = options.path;
    this.#limit = options.limit ?? LIMIT;
    this.#onError = options.onError;
  }

  /** Opens the cache with what its file holds. */
  static async open(
    options: FileChecksumCacheOptions,
  ): Promise<FileChecksumCache> {
    const cache = new FileChecksumCache(options);
    await cache.#load();
    return cache;
  }

  get(version: string): string | undefined {
    const sha256 = this.#entries.get(version);
    if (sha256 !== undefined) {
      this.#entries.delete(version);
      this.#entries.set(version, sha256);
    }
    return sha256;
  }

  set(version: string, sha256: string): void {
    this.#put(version, sha256);
    if (this.#path === undefined) {
      return;
    }
    this.#unwritten.push(`${version} ${sha256}\n`);
    this.#timer ??= setTimeout(() => {
      this.flush().catch(this.#onError);
    }, WRITE_DELAY).unref();
  }

  /** Writes what is not written yet. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing
      // Whoever asked for the write before has been told of its failure; this one stands for itself.
      .catch(() => undefined)
      .then(() => this.#write());
    return this.#writing;
  }

  #put(version: string, sha256: string): void {
    this.#entries.delete(version);
    this.#entries.set(version, sha256);
    if (this.#entries.size > this.#limit) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest);
    }
  }

  async #load(): Promise<void> {
    if (this.#path === undefined) {
      return;
    }
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return;
      }
      throw error;
    }
    if (text !== '' && !text.endsWith('\n')) {
      // The last write was cut off.
      this.#unwritten.push('\n');
    }
    for (const line of text.split('\n')) {
      this.#linesInFile += 1;
      const match = /^([0-9a-z-]+) ([0-9a-f]{64})$/.exec(line);
      if (match) {
        this.#put(match[1], match[2]);
      }
    }
  }

  async #write(): Promise<void> {
    const path = this.#path;
    const lines = this.#unwritten;
    if (path === undefined || lines.length === 0) {
      return;
    }
    this.#unwritten = [];
    await mkdir(dirname(path), { recursive: true });
    if (this.#linesInFile + lines.length > 2 * this.#limit) {
      const kept = [...this.#entries].map(entry => `${entry.join(' ')}\n`);
      await writeFile(`${path}.new`, kept.join(''));
      await rename(`${path}.new`, path);
      this.#linesInFile = kept.length;
      return;
    }
    await appendFile(path, lines.join(''));
    this.#linesInFile += lines.length;
  }
}

/** What {@link FileChecksumCache.open} takes. */
export interface FileChecksumCacheOptions {
  /** The file; nothing is kept where it is missing. */
  path?: string;
  /** Checksums remembered at most. */
  limit?: number;
  /** Told when the file cannot be written; the cache goes on without. */
  onError: (error: Error) => void;
}

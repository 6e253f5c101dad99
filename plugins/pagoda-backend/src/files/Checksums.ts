import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Files hashed at the same time. */
const CONCURRENCY = 2;
/** Read at once, in bytes. */
const CHUNK = 1024 * 1024;
/** A file changed less than this ago may change again within one tick of its clock; in milliseconds. */
const SETTLED_AFTER = 50;

/** What changes whenever the bytes of a file may have changed: unlike the time of change, nobody can set it back. */
export function fileVersion(stats: BigIntStats): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = stats;
  return [dev, ino, size, mtimeNs, ctimeNs]
    .map(part => part.toString(36))
    .join('-');
}

/** Where known checksums (hexadecimal) are kept, by {@link fileVersion}. */
export interface ChecksumCache {
  get(version: string): string | undefined;
  set(version: string, sha256: string): void;
}

/** SHA-256 of files, hexadecimal: each computed once for as long as the cache remembers. */
export class Checksums {
  readonly #cache: ChecksumCache;
  readonly #running = new Map<string, Promise<string | undefined>>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(cache: ChecksumCache) {
    this.#cache = cache;
  }

  /** The checksum, if it is known. */
  known(version: string): string | undefined {
    return this.#cache.get(version);
  }

  /** Remembers what a writer of the file has computed. */
  remember(version: string, sha256: string): void {
    this.#cache.set(version, sha256);
  }

  /**
   * The checksum of a file in this version, read from it where it is not known. `undefined` when the file has changed, or
   * changes meanwhile.
   *
   * @param open - opens the file; it is closed again
   */
  async of(
    version: string,
    open: () => Promise<FileHandle>,
  ): Promise<string | undefined> {
    const known = this.#cache.get(version);
    if (known !== undefined) {
      return known;
    }
    const running = this.#running.get(version);
    if (running) {
      return running;
    }
    const computed = this.#compute(version, open).finally(() => {
      this.#running.delete(version);
    });
    this.#running.set(version, computed);
    return computed;
  }

  async #compute(
    version: string,
    open: () => Promise<FileHandle>,
  ): Promise<string | undefined> {
    await this.#enter();
    try {
      const file = await open();
      try {
        const began = Date.now();
        const before = await file.stat({ bigint: true });
        if (fileVersion(before) !== version) {
          return undefined;
        }
        const sha256 = await hash(file, Number(before.size));
        const after = await file.stat({ bigint: true });
        if (fileVersion(after) !== version) {
          return undefined;
        }
        if (began - Number(after.ctimeMs) > SETTLED_AFTER) {
          this.#cache.set(version, sha256);
        }
        return sha256;
      } finally {
        await file.close();
      }
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#busy < CONCURRENCY) {
      this.#busy += 1;
      return;
    }
    await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) {
      next();
    } else {
      this.#busy -= 1;
    }
  }
}

async function hash(file: FileHandle, size: number): Promise<string> {
  const digest = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK, size));
  for (let position = 0; position < size;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) {
      break; // It has become shorter, which its version tells.
    }
    digest.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
  return digest.digest('hex');
}

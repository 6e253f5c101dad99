import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../context/CliError';
import type { Context } from '../context/Context';
import { openDownload } from './openDownload';
import type { ProgressBar } from './ProgressBar';

/** What {@link downloadFile} takes. */
export interface DownloadOptions {
  /** Of the API, such as `/runs/…/results/result.json`. */
  path: string;
  /** Where the file goes; folders on the way are made. */
  target: string;
  /** Hexadecimal, where it is known beforehand. */
  sha256?: string;
  progress?: ProgressBar;
}

/** Pauses before the transfer is tried again, in milliseconds: a portal that is started again is back by then. */
const PAUSES = [500, 1_000, 2_000, 4_000, 8_000];

/** `TARGET.part` and what is known of the whole file. */
class PartialFile {
  readonly path: string;
  readonly #context: Context;
  readonly #options: DownloadOptions;
  #sha256?: string;
  #etag?: string;
  /** Bytes that the progress has been told of. */
  #told = 0;

  constructor(context: Context, options: DownloadOptions) {
    this.#context = context;
    this.#options = options;
    this.#sha256 = options.sha256;
    this.path = `${options.target}.part`;
  }

  /** Gets what is missing, and checks the whole. */
  async download(): Promise<void> {
    const resumed = await this.#getRest();
    if (this.#sha256 === undefined) {
      return;
    }
    const found = await hashOf(this.path);
    if (found === this.#sha256) {
      return;
    }
    await rm(this.path, { force: true });
    if (resumed) {
      // What was there belonged to another state of the file.
      await this.download();
      return;
    }
    throw new CliError(
      `${this.#options.target}: its SHA-256 is ${found}, ${this.#sha256} was expected`,
      EXIT.server,
      'Download it again; a run that goes on may still write it.',
    );
  }

  /** Returns whether bytes of an earlier transfer were kept. */
  async #getRest(): Promise<boolean> {
    const present = await sizeOf(this.path);
    const headers: Record<string, string> =
      present === 0
        ? {}
        : {
            Range: `bytes=${present}-`,
            ...(this.#etag !== undefined && { 'If-Range': this.#etag }),
          };
    let answer;
    try {
      answer = await openDownload(this.#context, this.#options.path, headers);
    } catch (error) {
      if (
        present > 0 &&
        error instanceof PagodaApiError &&
        error.status === 416
      ) {
        return this.#keepWhole(present);
      }
      throw error;
    }
    const { body, status, etag, sha256 } = answer;
    const resumed = status === 206;
    const sameState = this.#etag !== undefined && this.#etag === etag;
    this.#etag = etag;
    this.#sha256 = this.#options.sha256 ?? sha256;
    if (resumed && this.#sha256 === undefined && !sameState) {
      // Nothing tells whether what is there belongs to the same state of the file.
      body.destroy();
      await rm(this.path, { force: true });
      return this.#getRest();
    }
    this.#tell(resumed ? present : 0);
    body.on('data', (chunk: Buffer) => this.#tell(this.#told + chunk.length));
    await pipeline(
      body,
      createWriteStream(this.path, { flags: resumed ? 'a' : 'w' }),
    );
    return resumed;
  }

  /** Nothing is left to get; only a checksum tells whether that is right. */
  async #keepWhole(present: number): Promise<boolean> {
    if (this.#sha256 === undefined) {
      await rm(this.path, { force: true });
      return this.#getRest();
    }
    this.#tell(present);
    return true;
  }

  #tell(bytes: number): void {
    this.#options.progress?.add(bytes - this.#told);
    this.#told = bytes;
  }
}

/**
 * Downloads a file to disk. What is there of an earlier, broken download (`TARGET.part`) is gone on with; the file takes
 * its name when it is whole and its SHA-256 is right. A file that is there already with this SHA-256 is left alone.
 *
 * @throws CliError when the checksum is wrong
 */
export async function downloadFile(
  context: Context,
  options: DownloadOptions,
): Promise<void> {
  const { target, sha256, progress } = options;
  await mkdir(dirname(target), { recursive: true });
  if (sha256 !== undefined && (await hashOf(target)) === sha256) {
    progress?.add(await sizeOf(target));
    return;
  }
  const part = new PartialFile(context, options);
  for (let attempt = 0; ; attempt += 1) {
    try {
      await part.download();
      break;
    } catch (error) {
      if (attempt === PAUSES.length || !isPassing(error)) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, PAUSES[attempt]));
    }
  }
  await rename(part.path, target);
}

/** SHA-256 of a file, hexadecimal; `undefined` when there is none. */
async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  return hash.digest('hex');
}

/** Bytes of a file; 0 when there is none. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return 0;
    }
    throw error;
  }
}

/** The network broke (fetch says so by a TypeError), or the server was away for a moment. */
function isPassing(error: unknown): boolean {
  return error instanceof PagodaApiError
    ? error.status >= 500
    : (error as Partial<Error>).name === 'TypeError';
}

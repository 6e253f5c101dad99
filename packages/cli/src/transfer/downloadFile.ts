import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../context/CliError';
import type { Context } from '../context/Context';
import type { ProgressBar } from './ProgressBar';

/** What {@link downloadFile} takes. */
export interface DownloadOptions {
  /** Of the API, such as `/runs/…/results/result.json`. */
  path: string;
  target: string;
  /** Hexadecimal; the file is refused when it does not fit. */
  sha256?: string;
  progress?: ProgressBar;
}

const ATTEMPTS = 5;

/**
 * Downloads a file to disk. What is there of an earlier, broken download (`TARGET.part`) is gone on with; the file takes
 * its name only when it is whole and its checksum fits.
 */
export async function downloadFile(
  context: Context,
  options: DownloadOptions,
): Promise<void> {
  const { target, path } = options;
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await downloadPart(context, path, part, options.progress);
      break;
    } catch (error) {
      if (attempt === ATTEMPTS || !isPassing(error)) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, 300 * 2 ** attempt));
    }
  }
  if (options.sha256) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(part), hash);
    const found = hash.digest('hex');
    if (found !== options.sha256) {
      throw new CliError(
        `${target}: SHA-256 is ${found}, ${options.sha256} was expected`,
        EXIT.server,
        `Delete ${part} and download it again.`,
      );
    }
  }
  await rename(part, target);
}

async function downloadPart(
  context: Context,
  path: string,
  part: string,
  progress?: ProgressBar,
): Promise<void> {
  const present = await stat(part).then(
    found => found.size,
    () => 0,
  );
  const response = await context.fetch(path, {
    headers: present > 0 ? { Range: `bytes=${present}-` } : {},
  });
  if (response.status === 416) {
    // Nothing is left to get; the checksum decides whether it is right.
    return;
  }
  if (!response.ok || !response.body) {
    throw await PagodaApiError.fromResponse(response);
  }
  const resumed = response.status === 206;
  const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
  body.on('data', (chunk: Buffer) => progress?.add(chunk.length));
  if (resumed) {
    progress?.add(present);
  }
  await pipeline(body, createWriteStream(part, { flags: resumed ? 'a' : 'w' }));
}

/** The network broke, or the server was away for a moment. */
function isPassing(error: unknown): boolean {
  if (error instanceof PagodaApiError) {
    return error.status === 0 || error.status >= 500;
  }
  return !(error instanceof CliError) && systemCode(error) !== 'ENOSPC';
}

function systemCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

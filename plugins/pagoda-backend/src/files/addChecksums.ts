import type { FileHandle } from 'node:fs/promises';
import type { Checksums } from './Checksums';
import { FileError } from './FileError';
import type { ListedFile } from './types';

/** Which checksums a listing waits for. */
export interface ChecksumOptions {
  /** Time to compute what is not known, in milliseconds. */
  budget: number;
  /** Go on in the background afterwards, so that the next listing has more. */
  goOn?: boolean;
  /** Leave bigger files out, in bytes, unless their checksum is known. */
  maxSize?: number;
}

/** A file or folder of a listing, and what changes with its bytes. */
export interface FoundFile {
  file: ListedFile;
  version: string;
}

/** Files hashed at once for one listing. */
const HASHERS = 2;

/**
 * Adds checksums to the files of a listing until all are there or the time is over.
 *
 * @param open - opens a file by its path
 */
export async function addChecksums(
  found: FoundFile[],
  options: ChecksumOptions,
  checksums: Checksums,
  open: (path: string) => Promise<FileHandle>,
): Promise<void> {
  const { budget, goOn = false, maxSize = Infinity } = options;
  const unknown: FoundFile[] = [];
  for (const item of found) {
    if (item.file.type === 'file') {
      item.file.sha256 = checksums.known(item.version);
      if (item.file.sha256 === undefined && item.file.size <= maxSize) {
        unknown.push(item);
      }
    }
  }
  if (unknown.length === 0) {
    return;
  }
  let over = false;
  const work = Promise.all(
    Array.from({ length: HASHERS }, async () => {
      for (
        let next = unknown.shift();
        next && (goOn || !over);
        next = unknown.shift()
      ) {
        const { file, version } = next;
        file.sha256 = await checksums
          .of(version, () => open(file.path))
          .catch(ignoreVanished);
      }
    }),
  );
  // What fails after the time is over is met again by the next listing.
  work.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>(resolve => {
    timer = setTimeout(resolve, budget);
  });
  await Promise.race([work, timeout]);
  over = true;
  clearTimeout(timer);
}

function ignoreVanished(error: unknown): undefined {
  if (error instanceof FileError) {
    return undefined;
  }
  throw error;
}

import { createHash, randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { statfs, type FileHandle } from 'node:fs/promises';
import { fileVersion, type Checksums } from './Checksums';
import { Directory } from './Directory';
import { FileError, systemCode } from './FileError';
import type { StoredFile, StoreOptions } from './Files';
import { openBelow } from './openBelow';
import { WORK_PREFIX } from './parsePath';

/** How often a file is put into its place before giving up. */
const PLACE_ATTEMPTS = 3;

/** Space to leave on the disk where nothing else is said. */
const RESERVE = 256 * 1024 * 1024;
/** The disk's free space is looked at each time so many bytes were written. */
const CHECK_EVERY = 16 * 1024 * 1024;

/**
 * Writes a stream to a file in the root under a name of its own, and moves it into its place when it is complete and on the disk.
 *
 * @throws FileError as FileTree.write
 */
export async function storeFile(
  root: Directory,
  segments: string[],
  name: string,
  source: AsyncIterable<Uint8Array>,
  options: StoreOptions & { checksums: Checksums },
): Promise<StoredFile> {
  // Before gigabytes are sent for nothing.
  await checkPlace(root, segments, name, options.mustBeNew);
  const temporary = `${WORK_PREFIX}${randomUUID()}`;
  const file = await root.createFile(temporary);
  try {
    const sha256 = await receive(file, root, source, options);
    const replaced = await placeSurely(
      { root, temporary, segments, name },
      options.mustBeNew ?? false,
    );
    const stats = await file.stat({ bigint: true });
    options.checksums.remember(fileVersion(stats), sha256);
    return {
      size: Number(stats.size),
      modifiedAt: stats.mtime,
      sha256,
      ...(replaced && { replacedSize: Number(replaced.size) }),
    };
  } finally {
    await file.close();
    // Gone already where all went well.
    await root.unlink(temporary).catch(error => {
      if (systemCode(error) !== 'ENOENT') {
        throw error;
      }
    });
  }
}

async function receive(
  file: FileHandle,
  root: Directory,
  source: AsyncIterable<Uint8Array>,
  { admit, reserve = RESERVE }: StoreOptions,
): Promise<string> {
  const hash = createHash('sha256');
  let untilCheck = 0;
  try {
    for await (const chunk of source) {
      admit?.(chunk.length);
      if (untilCheck <= 0) {
        await checkDisk(root, reserve);
        untilCheck = CHECK_EVERY;
      }
      untilCheck -= chunk.length;
      hash.update(chunk);
      await writeFully(file, chunk);
    }
    await file.sync();
  } catch (error) {
    throw explainStoring(error);
  }
  return hash.digest('hex');
}

async function writeFully(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, offset);
    offset += bytesWritten;
  }
}

async function checkDisk(root: Directory, reserve: number): Promise<void> {
  const { bavail, bsize } = await statfs(root.path);
  if (bavail * bsize < reserve) {
    throw diskFull();
  }
}

function diskFull(cause?: unknown): FileError {
  return new FileError('VolumeFull', 'The disk that holds the volume is full', {
    advice: 'Delete files, or ask an administrator for more space.',
    cause,
  });
}

/** What an error of the operating system means for who stores a file; other errors are given back as they are. */
export function explainStoring(error: unknown): unknown {
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return diskFull(error);
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return new FileError(
        'UploadBroken',
        'The upload broke off before its end; nothing was stored',
        { advice: 'Send the file again.', cause: error },
      );
    default:
      return error;
  }
}

/** Fails where the file could not be put anyway; folders that are not there yet will be made. */
async function checkPlace(
  root: Directory,
  segments: string[],
  name: string,
  mustBeNew: boolean = false,
): Promise<void> {
  let parent: Directory;
  try {
    parent = await openBelow(await root.reopen(), segments);
  } catch (error) {
    if (error instanceof FileError && error.code === 'FileNotFound') {
      return;
    }
    throw error;
  }
  try {
    refuse(await parent.lstat(name), name, mustBeNew);
  } finally {
    await parent.close();
  }
}

function refuse(
  stats: BigIntStats | undefined,
  name: string,
  mustBeNew: boolean,
): void {
  if (stats?.isDirectory()) {
    throw new FileError('IsDirectory', `path: '${name}' is a folder`, {
      advice: 'Add the name of the file, or delete the folder first.',
    });
  }
  if (stats && !stats.isFile()) {
    throw new FileError(
      'InvalidPath',
      `path: '${name}' is a link or no regular file, which is not written through`,
      { advice: 'Choose another name, or delete it first.' },
    );
  }
  if (stats && mustBeNew) {
    throw exists(name);
  }
}

function exists(name: string): FileError {
  return new FileError('FileExists', `'${name}' is there already`, {
    advice: 'Choose another name, or leave If-None-Match out to replace it.',
  });
}

/** A complete file, and where it belongs. */
interface Placement {
  root: Directory;
  /** Its name in the root until then. */
  temporary: string;
  segments: string[];
  name: string;
}

/** Tries again where somebody removes the folder in between. */
async function placeSurely(
  placement: Placement,
  mustBeNew: boolean,
): Promise<BigIntStats | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await place(placement, mustBeNew);
    } catch (error) {
      const vanished =
        systemCode(error) === 'ENOENT' ||
        (error instanceof FileError && error.code === 'FileNotFound');
      if (!vanished) {
        throw error;
      }
      if (attempt === PLACE_ATTEMPTS) {
        throw new FileError(
          'FileNotFound',
          `The folder of '${placement.name}' was removed while the file was stored`,
          { advice: 'Send the file again.', cause: error },
        );
      }
    }
  }
}

/** Moves the complete file into its place; gives what was there before. */
async function place(
  { root, temporary, segments, name }: Placement,
  mustBeNew: boolean,
): Promise<BigIntStats | undefined> {
  const parent = await makeFolders(root, segments);
  try {
    const before = await parent.lstat(name);
    refuse(before, name, mustBeNew);
    if (mustBeNew) {
      // Unlike a renaming, a second name never replaces what somebody else puts there at this moment.
      await root.link(temporary, parent, name).catch(error => {
        throw systemCode(error) === 'EEXIST' ? exists(name) : error;
      });
      await root.unlink(temporary);
    } else {
      await root.rename(temporary, parent, name);
    }
    await parent.sync();
    return before;
  } finally {
    await parent.close();
  }
}

/** Opens the folder for a file, and makes it and those above where they are missing. */
async function makeFolders(
  root: Directory,
  segments: string[],
): Promise<Directory> {
  let directory = await root.reopen();
  for (const segment of segments) {
    try {
      if (await directory.mkdir(segment)) {
        await directory.sync();
      }
      const child = await directory.openDirectory(segment);
      await directory.close();
      directory = child;
    } catch (error) {
      await directory.close();
      throw error;
    }
  }
  return directory;
}

import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import {
  addChecksums,
  type ChecksumOptions,
  type FoundFile,
} from './addChecksums';
import { Checksums, fileVersion } from './Checksums';
import { Directory } from './Directory';
import { FileError } from './FileError';
import { openBelow } from './openBelow';
import { parsePath } from './parsePath';
import type { FileStat, ListedFile } from './types';
import { deleteEntry, sweepRoot } from './removal';
import { storeFile, type StoredFile, type StoreOptions } from './storeFile';
import { walk } from './walk';
import { zipEntries } from './zipEntries';

/** A file that is open to be read: what is read is what was described, whatever becomes of its name. */
export interface OpenFile extends FileStat {
  /** Changes whenever the bytes may have changed. */
  version: string;
  handle: FileHandle;
  /** Its SHA-256, hexadecimal, where that is known already. */
  knownSha256?: string;
}

/** Bytes and number of files. */
export interface FileUsage {
  bytes: number;
  files: number;
}

/** Options of {@link FileTree.list}. */
export interface ListOptions {
  recursive?: boolean;
  /** Entries at most. */
  limit?: number;
  /** Give checksums of files. */
  checksums?: ChecksumOptions;
}

const LIST_LIMIT = 10_000;
/** Names of one folder that a listing looks at, so that its memory is bounded. */
const NAMES_LIMIT = 200_000;

/**
 * The files below one directory. Paths never lead out of it: not by their text, not by links, whoever plants them when.
 * Knows nothing of HTTP frameworks, SQL or Backstage, so that it also runs next to a volume far away.
 */
export class FileTree {
  readonly #root: string;
  readonly #checksums: Checksums;

  /**
   * @param root - the directory; it need not be there yet, which reads as empty
   */
  constructor(root: string, checksums: Checksums) {
    this.#root = root;
    this.#checksums = checksums;
  }

  /** What is in a folder, in the order of paths. A root that is not there is empty. */
  async list(
    path: string,
    options: ListOptions = {},
  ): Promise<{ items: ListedFile[]; truncated: boolean }> {
    const { recursive = false, limit = LIST_LIMIT, checksums } = options;
    const segments = parsePath(path);
    const found: FoundFile[] = [];
    let truncated = false;
    const onOmission = () => {
      truncated = true;
    };
    await this.#within(segments, async directory => {
      const entries = walk(directory, path, {
        recursive,
        namesLimit: NAMES_LIMIT,
        onOmission,
      });
      for await (const { path: child, stats } of entries) {
        if (found.length >= limit) {
          truncated = true;
          break;
        }
        found.push({
          file: toStat(child, stats),
          version: fileVersion(stats),
        });
      }
    });
    if (checksums) {
      await addChecksums(found, checksums, this.#checksums, child =>
        this.#openFile(child),
      );
    }
    return { items: found.map(({ file }) => file), truncated };
  }

  /**
   * What is at a path other than the root.
   *
   * @throws FileError `FileNotFound`; `InvalidPath` where a link is on the way.
   */
  async stat(path: string): Promise<FileStat> {
    const { segments, name } = splitPath(path);
    const directory = await this.#open(segments);
    try {
      const stats = await directory.lstat(name);
      if (stats?.isDirectory()) {
        return toStat(path, stats);
      }
      // Says what is wrong with links and other things that are no file.
      const handle = await directory.openFile(name);
      try {
        return toStat(path, await handle.stat({ bigint: true }));
      } finally {
        await handle.close();
      }
    } finally {
      await directory.close();
    }
  }

  /**
   * Opens a file; close its handle.
   *
   * @throws FileError `FileNotFound`, `IsDirectory`; `InvalidPath` where a link is on the way.
   */
  async open(path: string): Promise<OpenFile> {
    const handle = await this.#openFile(path);
    const stats = await handle.stat({ bigint: true });
    return {
      ...toStat(path, stats),
      version: fileVersion(stats),
      handle,
      knownSha256: this.#checksums.known(fileVersion(stats)),
    };
  }

  /** SHA-256 of an open file, hexadecimal; `undefined` where the file changes meanwhile. */
  sha256(file: OpenFile): Promise<string | undefined> {
    return this.#checksums.of(file.version, () => this.#openFile(file.path));
  }

  /**
   * Stores a file from a stream, as it comes. It is there as a whole or not at all; folders on the way are made.
   *
   * @throws FileError `VolumeFull`, `UploadBroken`, `IsDirectory`, `NotDirectory`; `FileExists` where it must be new.
   */
  async write(
    path: string,
    source: AsyncIterable<Uint8Array>,
    options: StoreOptions = {},
  ): Promise<StoredFile> {
    const { segments, name } = splitPath(path);
    const root = await Directory.openRoot(this.#root);
    try {
      return await storeFile(root, segments, name, source, {
        ...options,
        checksums: this.#checksums,
      });
    } finally {
      await root.close();
    }
  }

  /**
   * Deletes a file, or a folder with everything in it. A folder is gone at once, though freeing its space takes a while.
   *
   * @returns what was freed
   * @throws FileError `FileNotFound`; `IsDirectory` where `recursive` is not given for a folder.
   */
  async delete(
    path: string,
    options: { recursive?: boolean } = {},
  ): Promise<FileUsage> {
    const { segments, name } = splitPath(path);
    const root = await Directory.openRoot(this.#root);
    try {
      return await deleteEntry(root, segments, name, options);
    } finally {
      await root.close();
    }
  }

  /**
   * All files below a folder as a zip archive, in the order of paths.
   *
   * @throws FileError `FileNotFound`, `NotDirectory`; `InvalidPath` where a link is on the way.
   */
  async *zip(path: string): AsyncGenerator<Buffer> {
    const directory = await this.#openUnlessRootMissing(parsePath(path));
    try {
      yield* zipEntries(directory);
    } finally {
      await directory?.close();
    }
  }

  /** Bytes and number of all files. */
  async usage(): Promise<FileUsage> {
    const usage = { bytes: 0, files: 0 };
    await this.#within([], async directory => {
      for await (const { stats } of walk(directory, '', { recursive: true })) {
        if (stats.isFile()) {
          usage.bytes += Number(stats.size);
          usage.files += 1;
        }
      }
    });
    return usage;
  }

  /** Removes what broken uploads and deletions have left behind. */
  async sweep(): Promise<void> {
    await this.#within([], sweepRoot);
  }

  async #openFile(path: string): Promise<FileHandle> {
    const { segments, name } = splitPath(path);
    const directory = await this.#open(segments);
    try {
      return await directory.openFile(name);
    } finally {
      await directory.close();
    }
  }

  async #open(segments: string[]): Promise<Directory> {
    return openBelow(await Directory.openRoot(this.#root), segments);
  }

  async #openUnlessRootMissing(
    segments: string[],
  ): Promise<Directory | undefined> {
    try {
      return await this.#open(segments);
    } catch (error) {
      if (
        segments.length === 0 &&
        error instanceof FileError &&
        error.code === 'FileNotFound'
      ) {
        return undefined;
      }
      throw error;
    }
  }

  /** Works in a folder. A root that is not there is empty, and left alone. */
  async #within(
    segments: string[],
    work: (directory: Directory) => Promise<void>,
  ): Promise<void> {
    const directory = await this.#openUnlessRootMissing(segments);
    try {
      if (directory) {
        await work(directory);
      }
    } finally {
      await directory?.close();
    }
  }
}

/** The folders on the way, and the last name. @throws FileError `InvalidPath`, for the root too. */
function splitPath(path: string): { segments: string[]; name: string } {
  const segments = parsePath(path);
  const name = segments.pop();
  if (name === undefined) {
    throw new FileError('InvalidPath', 'path: must name a file or folder');
  }
  return { segments, name };
}

function toStat(path: string, stats: BigIntStats): FileStat {
  const isDirectory = stats.isDirectory();
  return {
    path,
    type: isDirectory ? 'directory' : 'file',
    size: isDirectory ? 0 : Number(stats.size),
    modifiedAt: stats.mtime,
  };
}

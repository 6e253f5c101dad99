import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { addChecksums, type FoundFile } from './addChecksums';
import { Checksums, fileVersion } from './Checksums';
import { Directory } from './Directory';
import { FileError, systemCode } from './FileError';
import type {
  Files,
  FileUsage,
  ListOptions,
  OpenFile,
  StoredFile,
  StoreOptions,
} from './Files';
import { openBelow } from './openBelow';
import { parsePath } from './parsePath';
import { readRange } from './readRange';
import type { FileStat, ListedFile } from './types';
import { deleteEntry, removeTree, sweepRoot } from './removal';
import { storeFile } from './storeFile';
import { walk } from './walk';
import { zipEntries } from './zipEntries';

/** A file of this host that is open to be read. */
export interface OpenLocalFile extends OpenFile {
  handle: FileHandle;
}

const LIST_LIMIT = 10_000;
/** Names of one folder that a listing looks at, so that its memory is bounded. */
const NAMES_LIMIT = 200_000;

/**
 * The files below one directory. Paths never lead out of it: not by their text, not by links, whoever plants them when.
 * Knows nothing of HTTP frameworks, SQL or Backstage, so that it also runs next to a volume far away.
 */
export class FileTree implements Files {
  readonly #root: string;
  readonly #checksums: Checksums;

  /**
   * @param root - the directory; it need not be there yet, which reads as empty
   */
  constructor(root: string, checksums: Checksums) {
    this.#root = root;
    this.#checksums = checksums;
  }

  async list(
    path: string,
    options: ListOptions = {},
  ): Promise<{ items: ListedFile[]; truncated: boolean }> {
    const { recursive = false, limit = LIST_LIMIT, after, checksums } = options;
    const segments = parsePath(path);
    const found: FoundFile[] = [];
    let truncated = false;
    const onOmission = () => {
      truncated = true;
    };
    await this.#within(segments, async directory => {
      const entries = walk(directory, path, {
        recursive,
        after,
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

  async open(path: string): Promise<OpenLocalFile> {
    const handle = await this.#openFile(path);
    const stats = await handle.stat({ bigint: true });
    return {
      ...toStat(path, stats),
      version: fileVersion(stats),
      handle,
      knownSha256: this.#checksums.known(fileVersion(stats)),
      read: (start, end) => readRange(handle, start, end),
      close: () => handle.close(),
    };
  }

  sha256(
    file: Pick<OpenFile, 'path' | 'version'>,
  ): Promise<string | undefined> {
    return this.#checksums.of(file.version, () => this.#openFile(file.path));
  }

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
    } catch (error) {
      throw explainDenied(error, path);
    } finally {
      await root.close();
    }
  }

  async delete(
    path: string,
    options: { recursive?: boolean } = {},
  ): Promise<FileUsage> {
    const { segments, name } = splitPath(path);
    const root = await Directory.openRoot(this.#root);
    try {
      return await deleteEntry(root, segments, name, options);
    } catch (error) {
      throw explainDenied(error, path);
    } finally {
      await root.close();
    }
  }

  async *zip(path: string): AsyncGenerator<Buffer> {
    const directory = await this.#openUnlessRootMissing(parsePath(path));
    try {
      yield* zipEntries(directory);
    } finally {
      await directory?.close();
    }
  }

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

  async sweep(): Promise<void> {
    await this.#within([], sweepRoot);
  }

  async removeRoot(): Promise<void> {
    await removeTree(this.#root);
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

/** What it means that the file system does not let us write; other errors are given back as they are. */
function explainDenied(error: unknown, path: string): unknown {
  switch (systemCode(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new FileError(
        'Unwritable',
        `path: the permissions on the way to '${path}' keep the portal from changing it`,
        {
          advice:
            'Let whoever made the folder give its owner and group the right to write.',
          cause: error,
        },
      );
    default:
      return error;
  }
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

import { constants, existsSync, type BigIntStats } from 'node:fs';
import {
  chmod,
  link,
  lstat,
  mkdir,
  open,
  opendir,
  rename,
  rmdir,
  unlink,
  type FileHandle,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FileError, systemCode } from './FileError';

const { O_RDONLY, O_NOFOLLOW, O_DIRECTORY, O_NONBLOCK } = constants;
/** Linux: a handle for nothing but reaching what it names, which needs no permission on it. */
const O_PATH = 0o10000000;

/** Whether paths can start from an open directory, whatever becomes of its own path. */
const CAN_ANCHOR = existsSync('/proc/self/fd');

/** One name in a directory, without `/`; bytes where it may not be UTF-8. */
export type Name = string | Buffer;

/**
 * An open directory. Everything in it is reached from the open directory itself and never through a symbolic link, so
 * that nobody who changes the tree meanwhile (a run, say) can lead us out of it. Node has no openat(2); on Linux
 * `/proc/self/fd/<n>/<name>` is the same. Elsewhere, which is for development alone, names are checked before use, which
 * leaves a moment in between.
 */
export class Directory {
  readonly #handle: FileHandle;
  readonly #base: string;

  private constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#base = CAN_ANCHOR ? `/proc/self/fd/${handle.fd}` : path;
  }

  /**
   * Opens a root. The folders above are ours; the root itself may have been replaced with a link by a run.
   *
   * @throws FileError `FileNotFound`; `InvalidPath` where it is a link.
   */
  static async openRoot(path: string): Promise<Directory> {
    const parent = await Directory.#openTrusted(dirname(path));
    try {
      return await parent.openDirectory(basename(path));
    } finally {
      await parent.close();
    }
  }

  static async #openTrusted(path: string): Promise<Directory> {
    try {
      return new Directory(await open(path, O_RDONLY | O_DIRECTORY), path);
    } catch (error) {
      throw systemCode(error) === 'ENOENT'
        ? new FileError('FileNotFound', `'${basename(path)}' was not found`, {
            cause: error,
          })
        : error;
    }
  }

  /** A path that leads to this very directory while it is open. */
  get path(): string {
    return this.#base;
  }

  /** The same directory, opened once more. */
  async reopen(): Promise<Directory> {
    return new Directory(
      await open(this.#base, O_RDONLY | O_DIRECTORY),
      this.#base,
    );
  }

  /** @throws FileError `FileNotFound`, `NotDirectory` or, where it is a link, `InvalidPath`. */
  async openDirectory(name: Name): Promise<Directory> {
    try {
      await this.#refuseLinkUnlessAnchored(name);
      const handle = await open(
        this.#at(name),
        O_RDONLY | O_DIRECTORY | O_NOFOLLOW,
      );
      return new Directory(handle, join(this.#base, String(name)));
    } catch (error) {
      throw await this.#explain(error, name);
    }
  }

  /** Opens a regular file to read. @throws FileError as {@link Directory.openDirectory}, `IsDirectory`. */
  async openFile(name: Name): Promise<FileHandle> {
    try {
      await this.#refuseLinkUnlessAnchored(name);
      // O_NONBLOCK: a named pipe without a writer would hold us up for good.
      const handle = await open(
        this.#at(name),
        O_RDONLY | O_NOFOLLOW | O_NONBLOCK,
      );
      const stats = await handle.stat();
      if (stats.isFile()) {
        return handle;
      }
      await handle.close();
      throw stats.isDirectory()
        ? new FileError('IsDirectory', `path: '${name}' is a folder`)
        : notRegular(name);
    } catch (error) {
      throw await this.#explain(error, name);
    }
  }

  /** Creates a file to write that is not there yet. */
  createFile(name: string): Promise<FileHandle> {
    return open(
      this.#at(name),
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | O_NOFOLLOW,
      0o666,
    );
  }

  /** What is at the name, links not followed; `undefined` when there is nothing. */
  async lstat(name: Name): Promise<BigIntStats | undefined> {
    try {
      return await lstat(this.#at(name), { bigint: true });
    } catch (error) {
      if (systemCode(error) === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  /** What is in the directory, in no order, a few at a time. */
  async *entries(): AsyncGenerator<{ name: Buffer; isDirectory: boolean }> {
    const entries = await opendir(this.#base, {
      // The types do not know that this gives names as bytes.
      encoding: 'buffer' as BufferEncoding,
      bufferSize: 512,
    });
    for await (const entry of entries) {
      const name = entry.name as unknown as Buffer;
      const known = entry.isDirectory() || entry.isFile();
      yield {
        name,
        isDirectory: known
          ? entry.isDirectory()
          : // Some file systems do not say what an entry is.
            ((await this.lstat(name))?.isDirectory() ?? false),
      };
    }
  }

  /** Makes a directory; false when there is something already. */
  async mkdir(name: string): Promise<boolean> {
    try {
      await mkdir(this.#at(name));
      return true;
    } catch (error) {
      if (systemCode(error) === 'EEXIST') {
        return false;
      }
      throw error;
    }
  }

  unlink(name: Name): Promise<void> {
    return unlink(this.#at(name));
  }

  rmdir(name: Name): Promise<void> {
    return rmdir(this.#at(name));
  }

  /** Moves to another directory, replacing a file there. */
  rename(name: Name, to: Directory, newName: string): Promise<void> {
    return rename(this.#at(name), to.#at(newName));
  }

  /** Gives a file a second name, unless that is taken (EEXIST). */
  link(name: Name, to: Directory, newName: string): Promise<void> {
    return link(this.#at(name), to.#at(newName));
  }

  /** Lets us read and change a directory of ours that was made read-only. */
  async makeWritable(name: Name): Promise<void> {
    if (!CAN_ANCHOR) {
      await chmod(this.#at(name), 0o700);
      return;
    }
    const handle = await open(
      this.#at(name),
      O_PATH | O_DIRECTORY | O_NOFOLLOW,
    );
    try {
      await chmod(`/proc/self/fd/${handle.fd}`, 0o700);
    } finally {
      await handle.close();
    }
  }

  /** Makes what was created, renamed or removed here outlast a power cut. */
  sync(): Promise<void> {
    return this.#handle.sync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  #at(name: Name): string | Buffer {
    return typeof name === 'string'
      ? `${this.#base}/${name}`
      : Buffer.concat([Buffer.from(`${this.#base}/`), name]);
  }

  async #refuseLinkUnlessAnchored(name: Name): Promise<void> {
    if (!CAN_ANCHOR && (await this.lstat(name))?.isSymbolicLink()) {
      throw isLink(name);
    }
  }

  async #explain(error: unknown, name: Name): Promise<unknown> {
    switch (systemCode(error)) {
      case 'ENOENT':
        return new FileError('FileNotFound', `'${name}' was not found`, {
          cause: error,
        });
      case 'ELOOP':
      case 'ENOTDIR':
        // Linux says ENOTDIR of a link that is to be opened as a directory.
        return (await this.lstat(name))?.isSymbolicLink()
          ? isLink(name)
          : new FileError(
              'NotDirectory',
              `path: '${name}' is a file, not a folder`,
              { cause: error },
            );
      case 'ENXIO':
        return notRegular(name);
      case 'EACCES':
      case 'EPERM':
        return new FileError(
          'Unreadable',
          `path: the permissions of '${name}' keep the portal from reading it`,
          {
            advice: 'Let whoever made it give its owner the right to read it.',
            cause: error,
          },
        );
      default:
        return error;
    }
  }
}

function isLink(name: Name): FileError {
  return new FileError(
    'InvalidPath',
    `path: '${name}' is a symbolic link, and links are not followed`,
    { advice: 'Copy what it points at to where the link is.' },
  );
}

function notRegular(name: Name): FileError {
  return new FileError(
    'InvalidPath',
    `path: '${name}' is neither a file nor a folder`,
  );
}

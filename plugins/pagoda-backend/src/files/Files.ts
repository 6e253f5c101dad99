import type { ChecksumOptions } from './addChecksums';
import type { FileStat, ListedFile } from './types';

/** A file that is open to be read: what is read is what was described, whatever becomes of its name. */
export interface OpenFile extends FileStat {
  /** Changes whenever the bytes may have changed. */
  version: string;
  /** Its SHA-256, hexadecimal, where that is known already. */
  knownSha256?: string;

  /**
   * Its bytes from `start` (0 for the first) to before `end`.
   *
   * @throws Error where the file has become shorter meanwhile.
   */
  read(start: number, end: number): AsyncIterable<Buffer>;

  /** Lets go of it; call it always. */
  close(): Promise<void>;
}

/** Bytes and number of files. */
export interface FileUsage {
  bytes: number;
  files: number;
}

/** Options of {@link Files.list}. */
export interface ListOptions {
  recursive?: boolean;
  /** Entries at most. */
  limit?: number;
  /** Begin after this entry: its path, with a `/` at the end where it is a folder. */
  after?: string;
  /** Give checksums of files. */
  checksums?: ChecksumOptions;
}

/** Options of storing a file. */
export interface StoreOptions {
  /** Refuse where there is a file already. */
  mustBeNew?: boolean;
  /**
   * Asked before each part of the file is written; throws where there is no more room.
   *
   * @param bytes - of this part
   */
  admit?: (bytes: number) => void;
  /** Space to leave on the disk for everybody else, in bytes. */
  reserve?: number;
}

/** A file that was stored. */
export interface StoredFile {
  size: number;
  modifiedAt: Date;
  /** Hexadecimal. */
  sha256: string;
  /** Size of the file that was there before; missing when there was none. */
  replacedSize?: number;
}

/**
 * The files below one root, wherever that lies: in a directory of this host (FileTree), or in a volume of a cluster
 * (GatewayFiles). Paths are relative, with `/` between names, and never lead out of the root; a root that is not there is
 * empty. All methods throw FileError where something is wrong with a request.
 */
export interface Files {
  /** What is in a folder, in the order of paths. */
  list(
    path: string,
    options?: ListOptions,
  ): Promise<{ items: ListedFile[]; truncated: boolean }>;

  /**
   * What is at a path other than the root.
   *
   * @throws FileError `FileNotFound`; `InvalidPath` where a link is on the way.
   */
  stat(path: string): Promise<FileStat>;

  /**
   * Opens a file; close it.
   *
   * @throws FileError `FileNotFound`, `IsDirectory`; `InvalidPath` where a link is on the way.
   */
  open(path: string): Promise<OpenFile>;

  /** SHA-256 of an open file, hexadecimal; `undefined` where the file changes meanwhile. */
  sha256(file: Pick<OpenFile, 'path' | 'version'>): Promise<string | undefined>;

  /**
   * Stores a file from a stream, as it comes. It is there as a whole or not at all; folders on the way are made.
   *
   * @throws FileError `VolumeFull`, `UploadBroken`, `IsDirectory`, `NotDirectory`; `FileExists` where it must be new.
   */
  write(
    path: string,
    source: AsyncIterable<Uint8Array>,
    options?: StoreOptions,
  ): Promise<StoredFile>;

  /**
   * Deletes a file, or a folder with everything in it.
   *
   * @returns what was freed
   * @throws FileError `FileNotFound`; `IsDirectory` where `recursive` is not given for a folder.
   */
  delete(path: string, options?: { recursive?: boolean }): Promise<FileUsage>;

  /**
   * All files below a folder as a zip archive, in the order of paths.
   *
   * @throws FileError `FileNotFound`, `NotDirectory`; `InvalidPath` where a link is on the way.
   */
  zip(path: string): AsyncGenerator<Buffer>;

  /** Bytes and number of all files. */
  usage(): Promise<FileUsage>;

  /** Removes what broken uploads and deletions have left behind. */
  sweep(): Promise<void>;

  /** Removes the root itself with everything in it; nothing happens where it is not there. */
  removeRoot(): Promise<void>;
}

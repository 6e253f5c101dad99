/** A file or folder. */
export interface FileStat {
  /** Relative to the root, `/` between names; `''` for the root itself. */
  path: string;
  type: 'file' | 'directory';
  /** Bytes; 0 for a folder. */
  size: number;
  modifiedAt: Date;
}

/** A file in a listing; `sha256` (hexadecimal) where it was asked for and is known. */
export interface ListedFile extends FileStat {
  sha256?: string;
}

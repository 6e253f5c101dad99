/** What may be wrong with a request for files; stable, for programs. */
export type FileErrorCode =
  | 'InvalidPath'
  | 'FileNotFound'
  | 'FileExists'
  | 'IsDirectory'
  | 'NotDirectory'
  | 'Unreadable'
  | 'Unwritable'
  | 'VolumeFull'
  | 'UploadBroken'
  | 'RangeNotSatisfiable'
  /** It was replaced while it was read. */
  | 'FileChanged'
  /** The cluster that holds the files, or what reads them there, cannot be reached. */
  | 'FilesUnreachable';

/** The HTTP status that each answers with. */
export const FILE_ERROR_STATUS: Record<FileErrorCode, number> = {
  InvalidPath: 400,
  UploadBroken: 400,
  FileNotFound: 404,
  IsDirectory: 409,
  NotDirectory: 409,
  Unreadable: 409,
  Unwritable: 409,
  VolumeFull: 409,
  FileChanged: 409,
  FileExists: 412,
  RangeNotSatisfiable: 416,
  FilesUnreachable: 503,
};

/** An error of the file library; its message is written for the caller. */
export class FileError extends Error {
  readonly code: FileErrorCode;
  /** What to do next. */
  readonly advice?: string;

  constructor(
    code: FileErrorCode,
    message: string,
    options: { advice?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'FileError';
    this.code = code;
    this.advice = options.advice;
  }
}

/** The code of an error of the operating system, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

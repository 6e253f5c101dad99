/** What may be wrong with a request for files; stable, for programs. */
export type FileErrorCode =
  | 'InvalidPath'
  | 'FileNotFound'
  | 'FileExists'
  | 'IsDirectory'
  | 'NotDirectory'
  | 'Unreadable'
  | 'VolumeFull'
  | 'UploadBroken'
  | 'RangeNotSatisfiable';

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

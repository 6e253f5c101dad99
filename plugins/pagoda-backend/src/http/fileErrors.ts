import { FileError, type FileErrorCode } from '../files/FileError';
import { ApiError } from './errors';

const STATUS: Record<FileErrorCode, number> = {
  InvalidPath: 400,
  UploadBroken: 400,
  FileNotFound: 404,
  IsDirectory: 409,
  NotDirectory: 409,
  Unreadable: 409,
  VolumeFull: 409,
  FileExists: 412,
  RangeNotSatisfiable: 416,
};

const FIELD: Partial<Record<FileErrorCode, string>> = {
  VolumeFull: 'body',
  UploadBroken: 'body',
  RangeNotSatisfiable: 'Range',
};

/** Turns errors of the file library into errors of the API. */
export async function withFileErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FileError) {
      // Not as its cause, which would say the same again.
      throw new ApiError(error.message, {
        code: error.code,
        status: STATUS[error.code],
        field: FIELD[error.code] ?? 'path',
        advice: error.advice,
      });
    }
    throw error;
  }
}

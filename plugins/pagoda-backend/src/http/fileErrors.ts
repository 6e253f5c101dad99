import {
  FILE_ERROR_STATUS,
  FileError,
  type FileErrorCode,
} from '../files/FileError';
import { ApiError } from './errors';

const FIELD: Partial<Record<FileErrorCode, string | undefined>> = {
  FilesUnreachable: undefined,
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
        status: FILE_ERROR_STATUS[error.code],
        field: error.code in FIELD ? FIELD[error.code] : 'path',
        advice: error.advice,
      });
    }
    throw error;
  }
}

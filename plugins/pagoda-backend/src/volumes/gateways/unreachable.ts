import { FileError } from '../../files/FileError';

/**
 * The error of files that cannot be reached now.
 *
 * @param why - `message` goes after "…: ", without a full stop
 */
export function unreachable(
  { title }: { title: string },
  why: { message: string; advice: string },
  cause?: unknown,
): FileError {
  return new FileError(
    'FilesUnreachable',
    `The files of ${title} cannot be reached, because the data gateway for them does not run: ${why.message}`,
    { advice: why.advice, cause },
  );
}

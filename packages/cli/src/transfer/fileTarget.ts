import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where a file is written, as `cp` has it: into a folder that is there or is written with a slash, otherwise under the
 * name that was asked for.
 *
 * @param name - of the file where no other was asked for
 */
export async function fileTarget(
  wanted: string | undefined,
  name: string,
): Promise<string> {
  if (wanted === undefined) {
    return name;
  }
  return wanted.endsWith('/') || (await isFolder(wanted))
    ? join(wanted, name)
    : wanted;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}

import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CliError, EXIT } from '../context/CliError';
import { normalizePath } from './paths';

/** A file, and the path that it gets. */
export interface Upload {
  source: string;
  target: string;
  /** Bytes. */
  size?: number;
}

/**
 * The files of a folder, or the one file, with the paths that they get: a folder's content goes to `target`, a file to
 * `target`, or below it where it ends with a slash.
 *
 * @param source - file or folder, or `-` for stdin
 * @param onSkipped - told of what is neither file nor folder, or a link to a folder
 * @throws CliError when there is nothing to upload
 */
export async function collectUploads(
  source: string,
  target: string | undefined,
  onSkipped: (path: string) => void,
): Promise<Upload[]> {
  const wanted = normalizePath(target ?? '');
  if (source === '-') {
    if (wanted === '') {
      throw new CliError(
        'What is the file called in the volume?',
        EXIT.usage,
        'Such as: pagoda volume put VOLUME - data.csv',
      );
    }
    return [{ source, target: wanted }];
  }
  const found = await statOf(source);
  if (!found.isDirectory()) {
    const intoFolder = wanted === '' || target?.endsWith('/');
    const path = intoFolder ? inFolder(wanted, basename(source)) : wanted;
    return [{ source, target: path, size: found.size }];
  }
  const uploads: Upload[] = [];
  await collectFolder(source, wanted, uploads, onSkipped);
  if (uploads.length === 0) {
    throw new CliError(`${source} has no files`, EXIT.usage);
  }
  return uploads;
}

async function collectFolder(
  folder: string,
  target: string,
  uploads: Upload[],
  onSkipped: (path: string) => void,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const source = join(folder, entry.name);
    const below = inFolder(target, entry.name);
    if (entry.isDirectory()) {
      await collectFolder(source, below, uploads, onSkipped);
      continue;
    }
    const found = await statOf(source);
    if (found.isFile()) {
      uploads.push({ source, target: below, size: found.size });
    } else {
      // A link to a folder may lead in circles.
      onSkipped(source);
    }
  }
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      code === 'ENOENT'
        ? `${path} was not found`
        : `${path} cannot be read (${code})`,
      EXIT.usage,
    );
  }
}

/** With the slashes of the API, whatever this system's are. */
function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

import { PagodaApiError, type FileList } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../context/Context';
import { encodePath } from '../transfer/paths';

/**
 * The listing of a folder of a volume or of a run's results; `undefined` when the path is a file.
 *
 * @param base - path of the API of the root, such as `/runs/…/results`
 * @param path - below the root; `''` for the root itself
 */
export async function readFolder(
  context: Context,
  base: string,
  path: string,
  { recursive = false } = {},
): Promise<FileList | undefined> {
  const response = await context.fetch(
    `${addressOf(base, path)}${recursive ? '?recursive=true' : ''}`,
  );
  if (!response.ok) {
    throw await PagodaApiError.fromResponse(response);
  }
  // A folder is answered as JSON inline; a file, even a .json one, as a download.
  if (response.headers.has('Content-Disposition')) {
    await response.body?.cancel();
    return undefined;
  }
  return (await response.json()) as FileList;
}

/** The API's path of something below a root. */
export function addressOf(base: string, path: string): string {
  return path === '' ? base : `${base}/${encodePath(path)}`;
}

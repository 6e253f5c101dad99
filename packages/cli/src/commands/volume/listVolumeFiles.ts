import type { FileList } from '@pagoda/plugin-pagoda-common';
import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { encodePath } from '../../transfer/downloadTree';

/** Path of the API of a volume's files. */
export function filesPath(project: string, volume: string): string {
  return `/projects/${encodeURIComponent(project)}/volumes/${encodeURIComponent(
    volume,
  )}/files`;
}

/** The listing of a folder of a volume; `undefined` when the path is a file. */
export async function listVolumeFiles(
  context: Context,
  base: string,
  path: string | undefined,
  recursive: boolean,
): Promise<FileList | undefined> {
  const below = path === undefined ? '' : `/${encodePath(path)}`;
  const response = await context.fetch(
    `${base}${below}${recursive ? '?recursive=true' : ''}`,
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

import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename } from 'node:path/posix';
import type { Files, ListOptions } from '../Files';
import { mediaTypeOf } from '../mediaTypes';
import type { ListedFile } from '../types';
import { sendFile } from './sendFile';
import { sendZip } from './sendZip';

/** What is wanted of a path. */
export interface PathRequest extends ListOptions {
  /** Below the root; `''` for the root itself. */
  path: string;
  archive?: 'zip';
  /** Name of the archive of the root, without `.zip`. */
  rootName: string;
  /** Whether somebody may be writing the file right now. */
  changing?: boolean;
}

/** A listing as the API shows it. */
export interface Listing {
  items: {
    path: string;
    type: 'file' | 'directory';
    size: number;
    modifiedAt: string;
    sha256?: string;
    mediaType?: string;
  }[];
  truncated: boolean;
}

/**
 * Answers GET or HEAD of a path: sends the file or the archive, and returns `undefined`; or returns the folder's listing.
 *
 * @throws FileError
 */
export async function answerPath(
  files: Files,
  request: PathRequest,
  req: Pick<IncomingMessage, 'method' | 'headers'>,
  res: ServerResponse,
): Promise<Listing | undefined> {
  const { path, archive, rootName, changing } = request;
  const isFile = path !== '' && (await files.stat(path)).type === 'file';
  if (archive === 'zip' && !isFile) {
    await sendZip(files, path, basename(path) || rootName, req, res);
    return undefined;
  }
  if (isFile) {
    await sendFile(files, path, req, res, { changing });
    return undefined;
  }
  const { items, truncated } = await files.list(path, request);
  res.setHeader('Cache-Control', 'private, no-cache');
  return { items: items.map(toListed), truncated };
}

/** A file or folder as the API shows it. */
export function toListed(file: ListedFile): Listing['items'][number] {
  return {
    ...file,
    modifiedAt: file.modifiedAt.toISOString(),
    ...(file.type === 'file' && { mediaType: mediaTypeOf(file.path) }),
  };
}

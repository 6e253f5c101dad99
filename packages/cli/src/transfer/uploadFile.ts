import { createReadStream } from 'node:fs';
import { PagodaApiError, type FileEntry } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../context/CliError';
import type { Context } from '../context/Context';
import type { ProgressBar } from './ProgressBar';

/** What {@link uploadFile} takes. */
export interface UploadOptions {
  /** Of the API, such as `/projects/demo/volumes/texts/files/moby.txt`. */
  path: string;
  /** File to read, or `-` for stdin. */
  source: string;
  /** Bytes of the source, where they are known. */
  size?: number;
  /** Whether a file that is there may be replaced. */
  replace: boolean;
  progress?: ProgressBar;
}

/** Uploads a file as a stream; again from its beginning when the network fails and it can be read again. */
export async function uploadFile(
  context: Context,
  { path, source, size, replace, progress }: UploadOptions,
): Promise<FileEntry> {
  const fromStdin = source === '-';
  if (!replace) {
    await requireFree(context, path);
  }
  let sent = 0;
  const response = await context.fetch(
    path,
    () => {
      progress?.add(-sent);
      sent = 0;
      return {
        method: 'PUT',
        headers: {
          'Content-Type': 'application/octet-stream',
          ...(size !== undefined && { 'Content-Length': String(size) }),
          ...(!replace && { 'If-None-Match': '*' }),
        },
        body: chunksOf(source, bytes => {
          sent += bytes;
          progress?.add(bytes);
        }),
        // Without it, fetch takes no stream.
        duplex: 'half',
        // The types of fetch do not know that a body may be an iterable.
      } as unknown as RequestInit;
    },
    // An upload may take hours.
    { patience: undefined, streamed: true, once: fromStdin },
  );
  if (!response.ok) {
    throw await PagodaApiError.fromResponse(response);
  }
  return (await response.json()) as FileEntry;
}

/**
 * Asks before anything is sent: an answer in the midst of an upload may be lost with the connection.
 *
 * @throws CliError when the file is there
 */
async function requireFree(context: Context, path: string): Promise<void> {
  const response = await context.fetch(path, { method: 'HEAD' });
  if (response.ok) {
    throw new CliError(
      `${decodeURIComponent(path.split('/files/')[1])} is there already`,
      EXIT.conflict,
      'Choose another name, or leave --no-replace out to replace it.',
    );
  }
}

/** Bytes as they are asked for: a web stream made of a Node stream would read far ahead of a slow network. */
async function* chunksOf(
  source: string,
  onChunk: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const stream = source === '-' ? process.stdin : createReadStream(source);
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    onChunk(chunk.length);
    yield chunk;
  }
}

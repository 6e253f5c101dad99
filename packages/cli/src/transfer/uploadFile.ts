import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { PagodaApiError, type FileEntry } from '@pagoda/plugin-pagoda-common';
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
  let sent = 0;
  const response = await context.fetch(
    path,
    () => {
      progress?.add(-sent);
      sent = 0;
      const body = fromStdin ? process.stdin : createReadStream(source);
      body.on('data', (chunk: Buffer) => {
        sent += chunk.length;
        progress?.add(chunk.length);
      });
      return {
        method: 'PUT',
        headers: {
          'Content-Type': 'application/octet-stream',
          ...(size !== undefined && { 'Content-Length': String(size) }),
          ...(!replace && { 'If-None-Match': '*' }),
        },
        body: Readable.toWeb(body) as ReadableStream<Uint8Array>,
        // Without it, fetch takes no stream.
        duplex: 'half',
      } as RequestInit;
    },
    // An upload may take hours.
    { patience: undefined, once: fromStdin },
  );
  if (!response.ok) {
    throw await PagodaApiError.fromResponse(response);
  }
  return (await response.json()) as FileEntry;
}

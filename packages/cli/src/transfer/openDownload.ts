import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../context/Context';

/** Bytes on their way, and what is known of the whole file. */
export interface Download {
  body: Readable;
  /** 206 where the body is the rest of the file. */
  status: number;
  /** SHA-256 of the whole file, hexadecimal, where the server tells it. */
  sha256?: string;
  etag?: string;
}

/**
 * Opens a file or an archive of the API.
 *
 * @param path - below the API's address, such as `/runs/…/results/result.json`
 * @throws PagodaApiError where the answer is no success
 */
export async function openDownload(
  context: Context,
  path: string,
  headers: Record<string, string> = {},
): Promise<Download> {
  const response = await context.fetch(path, {
    // Checksums and ranges are those of the bytes as they are.
    headers: { 'Accept-Encoding': 'identity', ...headers },
  });
  if (!response.ok) {
    throw await PagodaApiError.fromResponse(response);
  }
  return {
    body: response.body
      ? Readable.fromWeb(response.body as ReadableStream<Uint8Array>)
      : Readable.from([]),
    status: response.status,
    sha256: readDigest(response.headers.get('Digest')),
    etag: response.headers.get('ETag') ?? undefined,
  };
}

/** The SHA-256 of a `Digest` header (RFC 3230), hexadecimal. */
export function readDigest(header: string | null): string | undefined {
  const match = /(?:^|,)\s*sha-256=([A-Za-z0-9+/]{43}=)/i.exec(header ?? '');
  return match ? Buffer.from(match[1], 'base64').toString('hex') : undefined;
}

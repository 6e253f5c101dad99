import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/**
 * Sends a stream as a body; the headers are set already. Reads as fast as the client takes it, and stops when the client
 * goes, which is no error. When reading fails the connection is broken off, so that nobody takes a part for the whole.
 */
export async function sendStream(
  source: AsyncIterable<Buffer>,
  res: ServerResponse,
): Promise<void> {
  let failed = false;
  try {
    await pipeline(async function* read() {
      try {
        yield* source;
      } catch (error) {
        failed = true;
        throw error;
      }
    }, res);
  } catch (error) {
    if (failed || !res.destroyed) {
      throw error;
    }
  }
}

/** Headers that keep a browser from running what users have stored, and others from changing it on the way. */
export function setSafeHeaders(res: ServerResponse): void {
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
  // Compressing would lose the length and break ranges.
  res.setHeader('Cache-Control', 'private, no-cache, no-transform');
}

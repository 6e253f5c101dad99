import type { IncomingMessage, ServerResponse } from 'node:http';
import { invalidInput } from './errors';

/** After a refusal, a client has so long to notice before the connection is cut, in milliseconds. */
const GRACE = 5_000;

/** A body that is on its way. */
export interface IncomingUpload {
  source: AsyncIterable<Uint8Array>;
  /** Bytes, where the client says so beforehand. */
  expectedSize?: number;
}

/**
 * Hands a request's body to `work` as it comes. When it is refused before its end, the rest is not waited for: the answer
 * says `Connection: close`, and a client that goes on sending is cut off.
 */
export async function receiveUpload<T>(
  req: IncomingMessage,
  res: ServerResponse,
  work: (upload: IncomingUpload) => Promise<T>,
): Promise<T> {
  const length = Number(req.headers['content-length']);
  try {
    if (req.headers['content-range'] !== undefined) {
      // RFC 9110, 14.5: a part must not be taken for the whole.
      throw invalidInput([
        {
          field: 'Content-Range',
          message: 'a part of a file cannot be stored; send it whole',
        },
      ]);
    }
    return await work({
      source: withoutDestroying(req),
      ...(Number.isSafeInteger(length) && { expectedSize: length }),
    });
  } catch (error) {
    if (!req.complete && !req.destroyed) {
      res.setHeader('Connection', 'close');
      req.resume();
      const cut = setTimeout(() => req.destroy(), GRACE);
      req.once('close', () => clearTimeout(cut));
    }
    throw error;
  }
}

/** A loop that ends early would otherwise destroy the connection, and the answer with it. */
async function* withoutDestroying(
  req: IncomingMessage,
): AsyncGenerator<Uint8Array> {
  yield* req.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
}

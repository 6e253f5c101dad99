import type { Readable } from 'node:stream';

/** Lets go of a body that is not wanted (any more). That it was broken off is what was asked for, and no error. */
export function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}

import { createHash, timingSafeEqual } from 'node:crypto';

/** Least length of a token, in characters. */
const LEAST = 32;

/** Compares tokens in constant time. */
export class TokenCheck {
  readonly #digest: Buffer;

  /** @throws Error where the token is too short to be one. */
  constructor(token: string) {
    if (token.length < LEAST) {
      throw new Error(`The token has fewer than ${LEAST} characters`);
    }
    this.#digest = digest(token);
  }

  /** Whether a header's value is the token. */
  matches(header: string | string[] | undefined): boolean {
    return (
      typeof header === 'string' &&
      timingSafeEqual(digest(header), this.#digest)
    );
  }
}

/** Of equal length for any text, as timingSafeEqual wants it. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
} from 'node:crypto';

/** A key of the configuration. */
export interface EncryptionKey {
  /** Letters, digits, `.`, `_` and `-`; it is stored with what the key has encrypted. */
  id: string;
  /** At least {@link MIN_SECRET_LENGTH} characters that nobody can guess. */
  secret: string;
}

/** Least characters of a secret: 32 random bytes are 44 in base64. */
export const MIN_SECRET_LENGTH = 32;

/** Something sealed cannot be opened: by a key that is not there, or because it was changed. */
export class SealedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SealedError';
  }
}

const VERSION = 'v1';
const ALGORITHM = 'aes-256-gcm';
/** Bytes, as NIST SP 800-38D recommends for GCM. */
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

/**
 * Encrypts what is too secret for the database as it is: AES-256-GCM, by the first key; all keys decrypt. The purpose is
 * authenticated with the text, so that what was sealed for one row is of no use in another.
 *
 * A sealed text is `v1:<id of the key>:<base64url of nonce, ciphertext and tag>`.
 */
export class SecretBox {
  readonly #keys: Map<string, Buffer>;
  readonly #current: string;

  /** @param keys - at least one; the first encrypts */
  constructor(keys: readonly EncryptionKey[]) {
    if (keys.length === 0) {
      throw new Error('Encryption needs at least one key');
    }
    this.#current = keys[0].id;
    this.#keys = new Map(keys.map(({ id, secret }) => [id, derive(secret)]));
  }

  /**
   * @param purpose - what the text is for, such as `cluster_connections/lab`; {@link SecretBox.open} needs the same
   */
  seal(text: string, purpose: string): string {
    const nonce = randomBytes(NONCE_LENGTH);
    const cipher = createCipheriv(
      ALGORITHM,
      this.#keys.get(this.#current)!,
      nonce,
    );
    cipher.setAAD(additionalData(this.#current, purpose));
    const body = Buffer.concat([
      nonce,
      cipher.update(text, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return `${VERSION}:${this.#current}:${body.toString('base64url')}`;
  }

  /** @throws SealedError when the key is missing, or the text or its purpose is another. */
  open(sealed: string, purpose: string): string {
    const [version, id, body] = sealed.split(':');
    if (version !== VERSION || body === undefined) {
      throw new SealedError('This is not a sealed text');
    }
    const key = this.#keys.get(id);
    if (!key) {
      throw new SealedError(
        `It was encrypted with the key '${id}', which pagoda.encryption.keys does not name; add that key again`,
      );
    }
    const bytes = Buffer.from(body, 'base64url');
    if (bytes.length < NONCE_LENGTH + TAG_LENGTH) {
      throw new SealedError('The sealed text was cut off');
    }
    const decipher = createDecipheriv(
      ALGORITHM,
      key,
      bytes.subarray(0, NONCE_LENGTH),
      { authTagLength: TAG_LENGTH },
    );
    decipher.setAAD(additionalData(id, purpose));
    try {
      decipher.setAuthTag(bytes.subarray(-TAG_LENGTH));
      return Buffer.concat([
        decipher.update(bytes.subarray(NONCE_LENGTH, -TAG_LENGTH)),
        decipher.final(),
      ]).toString('utf8');
    } catch (error) {
      throw new SealedError(
        `The key '${id}' does not open it: the key has another secret than before, or the text was changed`,
        { cause: error },
      );
    }
  }

  /** Whether the first key has sealed it. */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`${VERSION}:${this.#current}:`);
  }
}

function additionalData(id: string, purpose: string): Buffer {
  return Buffer.from(`${VERSION}:${id}:${purpose}`, 'utf8');
}

/** A secret has enough entropy of its own, so that HKDF (RFC 5869) is right and a slow hash is not needed. */
function derive(secret: string): Buffer {
  return Buffer.from(
    hkdfSync('sha256', secret, 'pagoda', 'pagoda.encryption.keys', 32),
  );
}

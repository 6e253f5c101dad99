import { randomUUID } from 'node:crypto';
import {
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  SignJWT,
  type JWK,
  type JWTPayload,
} from 'jose';
import type { SecretBox } from '../../encryption/SecretBox';
import type { ViewKeyRecord, ViewKeyStore } from './ViewKeyStore';

/** ECDSA on P-256: short, and among what Grafana takes. */
const ALGORITHM = 'ES256';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** After so long there is another key. */
const RENEWED = 30 * DAY;
/** A key is shown so long before it signs: Grafana asks for keys once an hour, by default. */
const SHOWN_BEFORE = 2 * HOUR;
/** After so long nothing that it has signed is valid. */
const FORGOTTEN = RENEWED + 2 * DAY;

/** What the private key is sealed for. */
export function viewKeyPurpose(id: string): string {
  return `view_keys/${id}`;
}

/**
 * Signs tokens that say who looks at a view, with keys that all processes of the portal share and that change once a month.
 * Their public halves are a JSON Web Key Set (RFC 7517).
 */
export class ViewKeys {
  readonly #store: ViewKeyStore;
  readonly #box: SecretBox;

  constructor(options: { store: ViewKeyStore; box: SecretBox }) {
    this.#store = options.store;
    this.#box = options.box;
  }

  /** The public keys, also of the key that signs next. */
  async publicKeys(): Promise<{ keys: JWK[] }> {
    const records = await this.#current();
    return { keys: records.map(({ publicKey }) => publicKey) };
  }

  /**
   * A JSON Web Token (RFC 7519).
   *
   * @param claims - among them iss, aud and sub
   * @param seconds - that it is valid for
   */
  async sign(claims: JWTPayload, seconds: number): Promise<string> {
    const records = await this.#current();
    const shown = records.find(
      ({ createdAt }) => createdAt <= Date.now() - SHOWN_BEFORE,
    );
    // Where all are new, the oldest is the one that Grafana is most likely to have seen.
    const { id, sealed } = shown ?? records[records.length - 1];
    const key = await importPKCS8(
      this.#box.open(sealed, viewKeyPurpose(id)),
      ALGORITHM,
    );
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, kid: id, typ: 'JWT' })
      .setIssuedAt()
      .setExpirationTime(`${seconds}s`)
      .sign(key);
  }

  /** At least one, newest first. */
  async #current(): Promise<ViewKeyRecord[]> {
    const records = await this.#store.list();
    if (records.length > 0 && records[0].createdAt > Date.now() - RENEWED) {
      return records;
    }
    await this.#store.deleteBefore(Date.now() - FORGOTTEN);
    await this.#store.add(await this.#create());
    // Another process may have made one at the same moment; both are good.
    return this.#store.list();
  }

  async #create(): Promise<ViewKeyRecord> {
    const id = randomUUID();
    const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, {
      extractable: true,
    });
    return {
      id,
      sealed: this.#box.seal(await exportPKCS8(privateKey), viewKeyPurpose(id)),
      publicKey: {
        ...(await exportJWK(publicKey)),
        ...{ kid: id, alg: ALGORITHM, use: 'sig' },
      },
      createdAt: Date.now(),
    };
  }
}

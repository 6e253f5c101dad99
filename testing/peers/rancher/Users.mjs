import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Tokens and whose they are, in memory: they are gone when the program ends, but for the first one. */
export class Users {
  /** By the token's name. */
  #tokens = new Map();

  /**
   * @param {object} options
   * @param {string} options.user
   * @param {'user'|'serviceAccount'} [options.kind]
   * @param {boolean} [options.ext] a token of ext.cattle.io
   * @param {number} [options.ttlMs] 0: for good
   * @param {string} [options.impersonate] whose rights on the API server it has; the administrator's by default
   * @returns {{name: string, bearer: string, secret: string, expiresAt?: Date}}
   */
  create({ user, kind = 'user', ext = false, ttlMs = 0, impersonate, secret }) {
    const name = `token-${randomBytes(4).toString('hex').slice(0, 5)}`;
    return this.#put({
      ...{ name, user, kind, ext, impersonate },
      secret: secret ?? randomBytes(27).toString('hex'),
      createdAt: new Date(),
      ttlMs,
      expiresAt: ttlMs > 0 ? new Date(Date.now() + ttlMs) : undefined,
    });
  }

  /** The first token, which survives restarts. */
  add(bearer, user) {
    const [name, secret] = bearer.split(':');
    this.#put({
      ...{ name, secret, user },
      kind: 'user',
      ext: false,
      createdAt: new Date(),
    });
  }

  #put(token) {
    const bearer = `${token.ext ? 'ext/' : ''}${token.name}:${token.secret}`;
    this.#tokens.set(token.name, { ...token, bearer });
    return { ...token, bearer };
  }

  /** Of an Authorization header, `Bearer NAME:SECRET` or Basic; `undefined` for what is not let in. */
  find(authorization = '') {
    const [scheme, given = ''] = authorization.split(' ');
    const text = /^basic$/i.test(scheme)
      ? Buffer.from(given, 'base64').toString()
      : given;
    const [name, secret = ''] = text.replace(/^ext\//, '').split(':');
    const token = this.#tokens.get(name);
    return token &&
      isSame(token.secret, secret) &&
      token.ext === text.startsWith('ext/') &&
      !(token.expiresAt && token.expiresAt < new Date())
      ? token
      : undefined;
  }

  get(name) {
    return this.#tokens.get(name);
  }

  of(user) {
    return [...this.#tokens.values()].filter(token => token.user === user);
  }

  revoke(name) {
    return this.#tokens.delete(name);
  }
}

function isSame(a, b) {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

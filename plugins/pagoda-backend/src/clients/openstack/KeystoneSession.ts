import { HttpTransport, requestIdOf, type Exchange } from './HttpTransport';
import type { OpenStackAuth, OpenStackConnection } from './OpenStackConnection';
import { OpenStackError } from './OpenStackError';
import { ServiceCatalog, type CatalogEntry } from './ServiceCatalog';

/** A token that Keystone has issued. */
export interface Token {
  /** Secret. */
  value: string;
  projectId: string;
  projectName: string;
  userId: string;
  roles: string[];
  /** By an application credential that may not make trusts and further credentials. */
  isRestricted: boolean;
  catalog: ServiceCatalog;
  /** By the clock of this machine, in milliseconds. */
  expiresAt: number;
  renewAt: number;
}

interface TokenBody {
  token: {
    expires_at: string;
    issued_at: string;
    user: { id: string };
    project?: { id: string; name: string };
    roles?: { name: string }[];
    application_credential?: { restricted?: boolean };
    catalog?: CatalogEntry[];
  };
}

/** Tokens are renewed this long before they expire, or after four fifths of their time; in milliseconds. */
const MARGIN = 5 * 60_000;
const SHARE = 0.2;
/** After credentials were refused they are not tried again for so long: accounts get locked. In milliseconds. */
const REFUSED = 10_000;

/**
 * Who we are for one cloud: authenticates once for all who ask at the same time, keeps the token, and renews it before it
 * expires or after a service refused it. docs.openstack.org/api-ref/identity/v3, Authentication and token management.
 */
export class KeystoneSession {
  readonly #connection: OpenStackConnection;
  readonly #transport: HttpTransport;
  readonly #url: URL;
  #token?: Token;
  #underWay?: Promise<Token>;
  #refused?: { error: OpenStackError; until: number };

  constructor(connection: OpenStackConnection, transport: HttpTransport) {
    this.#connection = connection;
    this.#transport = transport;
    this.#url = new URL(`${identityBase(connection.authUrl)}/auth/tokens`);
  }

  async token(): Promise<Token> {
    const token = this.#token;
    const now = Date.now();
    if (token !== undefined && now < token.renewAt) {
      return token;
    }
    try {
      return await this.#authenticate();
    } catch (error) {
      // Keystone may be away while the token still counts.
      const isAway =
        error instanceof OpenStackError && error.code !== 'Unauthorized';
      if (isAway && token === this.#token && token && now < token.expiresAt) {
        return token;
      }
      throw error;
    }
  }

  /** A token other than one that a service has refused. */
  async renew(refused: Token): Promise<Token> {
    if (this.#token?.value === refused.value) {
      this.#token = undefined;
    }
    return this.#token ?? this.#authenticate();
  }

  #authenticate(): Promise<Token> {
    if (this.#refused && Date.now() < this.#refused.until) {
      return Promise.reject(this.#refused.error);
    }
    this.#underWay ??= this.#request()
      .then(
        token => {
          this.#refused = undefined;
          this.#token = token;
          return token;
        },
        (error: unknown) => {
          if (OpenStackError.is(error, 'Unauthorized')) {
            this.#token = undefined;
            this.#refused = { error, until: Date.now() + REFUSED };
          }
          throw error;
        },
      )
      .finally(() => {
        this.#underWay = undefined;
      });
    return this.#underWay;
  }

  async #request(): Promise<Token> {
    const exchange: Exchange = {
      service: 'identity',
      method: 'POST',
      url: this.#url,
      body: JSON.stringify({ auth: toAuthBody(this.#connection.auth) }),
      // A token more does no harm.
      repeatable: true,
    };
    const { headers, text } = await this.#transport
      .send(exchange)
      .catch((error: unknown) => {
        throw refusalOf(error, this.#connection.auth);
      });
    const value = headers['x-subject-token'];
    const body = readToken(text);
    if (typeof value !== 'string' || body === undefined) {
      throw new OpenStackError({
        ...{ status: 200, code: 'Garbage', service: 'identity' },
        ...{ method: 'POST', path: this.#url.pathname },
        reason: 'the answer has no token of a project; is this Keystone?',
        requestId: requestIdOf(headers),
      });
    }
    const { issued_at, expires_at, user, project, roles, catalog } = body;
    // Clocks differ: how long it lasts counts from now.
    const lasts = Date.parse(expires_at) - Date.parse(issued_at);
    const now = Date.now();
    const { region, interface: face } = this.#connection;
    return {
      value,
      projectId: project.id,
      projectName: project.name,
      userId: user.id,
      roles: (roles ?? []).map(({ name }) => name),
      isRestricted: body.application_credential?.restricted ?? false,
      catalog: new ServiceCatalog(
        catalog ?? [],
        { region, interface: face },
        project.id,
      ),
      expiresAt: now + lasts,
      renewAt: now + lasts - Math.min(MARGIN, lasts * SHARE),
    };
  }
}

/** Keystone's URL with its version, without a slash at the end. */
export function identityBase(authUrl: string): string {
  const trimmed = authUrl.replace(/\/+$/, '');
  return /\/v3$/.test(trimmed) ? trimmed : `${trimmed}/v3`;
}

function toAuthBody(auth: OpenStackAuth): unknown {
  if ('applicationCredential' in auth) {
    const credential = auth.applicationCredential;
    return {
      identity: {
        methods: ['application_credential'],
        application_credential:
          'id' in credential
            ? { id: credential.id, secret: credential.secret }
            : {
                name: credential.name,
                secret: credential.secret,
                user: {
                  name: credential.user,
                  domain: { name: credential.userDomain ?? 'Default' },
                },
              },
      },
    };
  }
  const { username, password, project } = auth.password;
  const { userDomain = 'Default', projectDomain = 'Default' } = auth.password;
  return {
    identity: {
      methods: ['password'],
      password: {
        user: { name: username, domain: { name: userDomain }, password },
      },
    },
    scope: { project: { name: project, domain: { name: projectDomain } } },
  };
}

/** A deleted application credential answers 404, a wrong secret 401: neither gets in. */
function refusalOf(error: unknown, auth: OpenStackAuth): unknown {
  const isRefusal =
    error instanceof OpenStackError && [401, 404].includes(error.status);
  if (!isRefusal) {
    return error;
  }
  const { status, method, path, requestId, reason } = error;
  const about = { status, service: 'identity', method, path, requestId };
  if (status === 404 && !/^Could not find/.test(reason)) {
    // Not to be taken for an answer to what was asked of a service.
    return new OpenStackError({
      ...{ ...about, code: 'Garbage' },
      reason: `there is no Keystone at this address: ${reason}`,
    });
  }
  return new OpenStackError({
    ...{ ...about, code: 'Unauthorized' },
    reason: `${adviceOn(status, auth)}. Keystone says: ${reason}`,
  });
}

function adviceOn(status: number, auth: OpenStackAuth): string {
  if (!('applicationCredential' in auth)) {
    return 'the user, the password, or the project is wrong, or the user is disabled';
  }
  return status === 404
    ? 'the application credential does not exist any more'
    : 'the application credential is wrong, has expired, or its user is disabled';
}

function readToken(
  text: string,
):
  (TokenBody['token'] & { project: { id: string; name: string } }) | undefined {
  try {
    const { token } = JSON.parse(text) as Partial<TokenBody>;
    const { project } = token ?? {};
    return token?.expires_at && token.issued_at && token.user && project
      ? { ...token, project }
      : undefined;
  } catch {
    return undefined;
  }
}

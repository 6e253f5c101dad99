import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { FileError, FILE_ERROR_STATUS } from '../files/FileError';
import type { Checksums } from '../files/Checksums';
import { FileTree } from '../files/FileTree';
import {
  GATEWAY_HEADER,
  PROTOCOL_VERSION,
  ROUTES,
  TOKEN_HEADER,
  type ErrorAnswer,
} from '../files/gateway/protocol';
import { answerSlowly } from './answerSlowly';
import { OPERATIONS } from './operations';
import { Query } from './Query';
import { Refusal } from './Refusal';
import { TokenCheck } from './TokenCheck';

/** What {@link GatewayServer} needs. */
export interface GatewayServerOptions {
  /** Where the volume is mounted. */
  root: string;
  /** Requests must carry it. */
  token: string;
  checksums: Checksums;
  /** Writes one line of the log; it holds no token and no name of a file. */
  log: (entry: Record<string, unknown>) => void;
}

/** The names of folders that `root` may consist of: those that PAGoDA gives. */
const ROOT_PATTERN = /^([A-Za-z0-9-]{1,63}(\/[A-Za-z0-9-]{1,63}){0,3})?$/;
/** The longest path has 4,096 characters, each of up to nine in a query; in bytes. */
const MAX_HEADER = 64 * 1024;
/** Longer than those who reuse connections wait, so that none is closed under a request; in milliseconds. */
const KEEP_ALIVE = 120_000;
/** After a refusal, a client has so long to notice before the connection is cut, in milliseconds. */
const REFUSED_GRACE = 5_000;

/** Serves the files of one volume over HTTP to whoever has the token. */
export class GatewayServer {
  readonly #options: GatewayServerOptions;
  readonly #token: TokenCheck;
  readonly #server: Server;
  #active = 0;
  #lastUsed = Date.now();
  #closing = false;

  constructor(options: GatewayServerOptions) {
    this.#options = options;
    this.#token = new TokenCheck(options.token);
    this.#server = createServer({ maxHeaderSize: MAX_HEADER }, (req, res) => {
      this.#serve(req, res);
    });
    // Uploads take as long as they take.
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = KEEP_ALIVE;
  }

  /** @returns the port */
  async listen(port: number, host?: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** How long nothing was asked, in milliseconds; 0 while something is under way. */
  get idle(): number {
    return this.#active > 0 ? 0 : Date.now() - this.#lastUsed;
  }

  /** Takes no more requests; resolves when those under way have ended, or were cut off after `grace` milliseconds. */
  async close(grace: number): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => this.#server.closeAllConnections(), grace);
    await closed;
    clearTimeout(cut);
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const began = Date.now();
    const [route] = (req.url ?? '').split('?', 1);
    res.setHeader(GATEWAY_HEADER, PROTOCOL_VERSION);
    if (route === ROUTES.health) {
      // Asked by the kubelet all the time: neither use nor worth a line.
      res.end('ok');
      return;
    }
    this.#active += 1;
    res.once('close', () => {
      this.#active -= 1;
      this.#lastUsed = Date.now();
      if (this.#closing) {
        // Its connection would wait for another request.
        setImmediate(() => this.#server.closeIdleConnections());
      }
      this.#options.log({
        method: req.method,
        route: Object.hasOwn(OPERATIONS, `${req.method} ${route}`)
          ? route
          : 'unknown',
        status: res.statusCode,
        complete: res.writableFinished,
        milliseconds: Date.now() - began,
      });
    });
    try {
      await this.#answer(route, req, res);
    } catch (error) {
      this.#refuse(error, req, res);
    }
  }

  async #answer(
    route: string,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    if (!this.#token.matches(req.headers[TOKEN_HEADER])) {
      throw new Refusal(401, 'NotSignedIn', 'The token is missing or wrong');
    }
    const operation = OPERATIONS[`${req.method} ${route}`];
    if (!operation) {
      throw new Refusal(404, 'UnknownOperation', 'There is no such operation');
    }
    const { searchParams } = new URL(req.url ?? '', 'http://gateway');
    const query = new Query(searchParams);
    const files = this.#files(query.text('root') ?? '');
    const work = operation({ files, query, req, res });
    if (streams(req.method, route)) {
      await work;
      return;
    }
    await answerSlowly(
      req,
      res,
      work.then(body => body ?? {}),
      error => {
        this.#endBody(req, res);
        return this.#describe(error);
      },
    );
  }

  #files(root: string): FileTree {
    if (!ROOT_PATTERN.test(root)) {
      throw new FileError('InvalidPath', `root: '${root}' is no root`);
    }
    return new FileTree(
      join(this.#options.root, root),
      this.#options.checksums,
    );
  }

  #refuse(error: unknown, req: IncomingMessage, res: ServerResponse): void {
    const { status, body } = this.#describe(error);
    if (res.headersSent) {
      // A stream broke in the middle: a broken connection is noticed, a short one is not.
      res.destroy();
      return;
    }
    this.#endBody(req, res);
    res.writeHead(status, { 'Content-Type': 'application/json' });
    res.end(JSON.stringify(body));
  }

  /** The rest of a body that was refused is not waited for. */
  #endBody(req: IncomingMessage, res: ServerResponse): void {
    if (req.complete || req.destroyed || res.headersSent) {
      return;
    }
    res.setHeader('Connection', 'close');
    req.resume();
    const cut = setTimeout(() => req.destroy(), REFUSED_GRACE);
    req.once('close', () => clearTimeout(cut));
  }

  #describe(error: unknown): { status: number; body: ErrorAnswer } {
    if (error instanceof FileError) {
      const { code, message, advice } = error;
      return {
        status: FILE_ERROR_STATUS[code],
        body: { error: { code, message, advice } },
      };
    }
    if (error instanceof Refusal) {
      const { status, code, message } = error;
      return { status, body: { error: { code, message } } };
    }
    this.#options.log({ error: String((error as Error)?.stack ?? error) });
    return {
      status: 500,
      body: {
        error: {
          code: 'GatewayFailed',
          message: 'The data gateway could not do it; its log says why',
        },
      },
    };
  }
}

/** Whether the answer is the bytes themselves. */
function streams(method: string | undefined, route: string): boolean {
  return method === 'GET' && (route === ROUTES.content || route === ROUTES.zip);
}

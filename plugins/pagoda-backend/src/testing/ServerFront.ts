import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of requests. */
export type FrontMode =
  /** They are passed on. */
  | 'pass'
  /** They are never answered. */
  | 'silent'
  /** The connection is broken off. */
  | 'reset'
  /** A page of something else is answered. */
  | 'stranger'
  /** This status is answered, as by a proxy before the server. */
  | number;

/** Stands before a real server, and keeps requests from it as it is told. */
export class ServerFront {
  mode: FrontMode = 'pass';
  /** The header of the last request. */
  authorization?: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param target - the URL of the server, without a path */
  static async start(target: string): Promise<ServerFront> {
    const server = createServer();
    const front = new ServerFront(server);
    server.on('request', (req, res) => {
      const { mode } = front;
      front.authorization = req.headers.authorization;
      if (mode === 'reset') {
        req.socket.destroy();
      } else if (mode === 'stranger') {
        res.end('<html>Welcome</html>');
      } else if (typeof mode === 'number') {
        res.statusCode = mode;
        res.end('no');
      } else if (mode === 'pass') {
        const passed = request(
          new URL(req.url ?? '/', target),
          { method: req.method, headers: req.headers },
          answer => {
            res.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(res);
          },
        );
        passed.on('error', () => res.destroy());
        req.pipe(passed);
      }
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }
}

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What stands before a portal in production: ends TLS, with a certificate of its own for localhost. */
export class TlsProxy {
  readonly url: string;
  /** File of the certificate, for those who have to trust it. */
  readonly certificate: string;
  readonly #server: Server;
  readonly #directory: string;
  #target?: URL;

  private constructor(server: Server, directory: string, port: number) {
    this.url = `https://localhost:${port}`;
    this.certificate = join(directory, 'certificate.pem');
    this.#server = server;
    this.#directory = directory;
    server.on('request', (req, res) => {
      const { hostname, port: targetPort } = this.#target ?? {};
      const forwarded = request(
        {
          hostname,
          port: targetPort,
          method: req.method,
          path: req.url,
          headers: { ...req.headers, 'x-forwarded-proto': 'https' },
        },
        answer => {
          if (!res.destroyed) {
            res.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(res);
          }
        },
      );
      forwarded.once('error', () => res.destroy());
      res.once('close', () => forwarded.destroy());
      req.pipe(forwarded);
    });
  }

  /** Listens on a free port; it answers once it has been told where the portal is. */
  static async start(): Promise<TlsProxy> {
    const directory = await mkdtemp(join(tmpdir(), 'pagoda-tls-'));
    const [key, certificate] = ['key.pem', 'certificate.pem'].map(name =>
      join(directory, name),
    );
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', key, '-out', certificate],
    ]);
    const server = createServer({
      key: await readFile(key),
      cert: await readFile(certificate),
    });
    await new Promise<void>(fulfil =>
      server.listen(0, 'localhost', () => fulfil()),
    );
    const address = server.address();
    if (typeof address !== 'object' || !address) {
      throw new Error('The proxy does not listen');
    }
    return new TlsProxy(server, directory, address.port);
  }

  /** Hands on to this address from now on. */
  target(url: string): void {
    this.#target = new URL(url);
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { DockerClient } from './DockerClient';

const socket = process.env.PODMAN_PEER_SOCKET;
if (!socket) {
  throw new Error('PODMAN_PEER_SOCKET is missing: npm run test:peers');
}

const folder = mkdtempSync(join(tmpdir(), 'pagoda-docker-tls-'));
const pem = (name: string) => readFileSync(join(folder, name), 'utf8');
let server: Server;
let host: string;

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
}

/** A key, and a certificate by the authority of this test. */
function certify(name: string): void {
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`];
  openssl('req', ...key, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
  openssl(
    ...['x509', '-req', '-in', `${name}.csr`, '-days', '1'],
    ...['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-extfile', 'names', '-out', `${name}.crt`],
  );
}

beforeAll(async () => {
  writeFileSync(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1\n');
  openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'],
    ...['-keyout', 'ca.key', '-subj', '/CN=ca', '-out', 'ca.crt'],
  );
  certify('server');
  certify('portal');
  // As dockerd does with --tlsverify: who has no certificate is not let in.
  server = createServer(
    {
      ca: pem('ca.crt'),
      cert: pem('server.crt'),
      key: pem('server.key'),
      requestCert: true,
      rejectUnauthorized: true,
    },
    incoming => {
      const outgoing = connect(socket);
      incoming.pipe(outgoing).pipe(incoming);
      incoming.on('error', () => outgoing.destroy());
      outgoing.on('error', () => incoming.destroy());
    },
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise(resolve => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

describe('DockerClient', () => {
  it('speaks by TLS, and shows its certificate', async () => {
    const client = new DockerClient({
      host,
      tls: {
        ca: pem('ca.crt'),
        certificate: pem('portal.crt'),
        key: pem('portal.key'),
      },
    });
    const { NCPU } = await client.get<{ NCPU: number }>(['info']);
    expect(NCPU).toBeGreaterThanOrEqual(1);
    await client.close();
  });

  it('is not let in without a certificate, and lets nobody pretend', async () => {
    const unknown = new DockerClient({ host, tls: { ca: pem('ca.crt') } });
    await expect(unknown.get(['info'])).rejects.toMatchObject({ status: 0 });
    await unknown.close();
    const careful = new DockerClient({
      host,
      tls: { certificate: pem('portal.crt'), key: pem('portal.key') },
    });
    await expect(careful.get(['info'])).rejects.toThrow(/certificate/);
    await careful.close();
  });

  it('takes names as names, and says what the server says', async () => {
    const client = new DockerClient({ socket });
    await expect(
      client.get(['containers', '../info?x=', 'json']),
    ).rejects.toMatchObject({ status: 404 });
    expect(
      await client.find(['containers', 'none-such', 'json']),
    ).toBeUndefined();
    await client.delete(['containers', 'none-such']);
    await expect(
      client.post(['containers', 'create'], { body: { Image: 'none-such' } }),
    ).rejects.toThrow(/none-such|no such image/);
    await client.close();
  });
});

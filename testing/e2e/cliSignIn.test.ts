import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { Cli } from '../Cli';
import { tokenOf } from '../portal';
import { sharedPortalUrl } from '../sharedPortal';

const url = sharedPortalUrl();
const clis: Cli[] = [];

async function createCli(environment?: Record<string, string>): Promise<Cli> {
  const cli = await Cli.create(environment);
  clis.push(cli);
  return cli;
}

afterAll(() => Promise.all(clis.map(cli => cli.dispose())));

const settingsOf = (cli: Cli) => join(cli.directory, '.pagoda', 'config.json');

/** What the user's browser does: signed in as a persona, it agrees, and goes where it is sent. */
async function agree(address: string, persona: string): Promise<string> {
  const asked = await fetch(address, { redirect: 'manual' });
  const location = asked.headers.get('Location') ?? '';
  const session = /\/oauth2\/authorize\/(.+)$/.exec(location)?.[1];
  const agreed = await fetch(`${url}/api/auth/v1/sessions/${session}/approve`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${await tokenOf(url, persona)}` },
  });
  const { redirectUrl } = (await agreed.json()) as { redirectUrl: string };
  return (await fetch(redirectUrl)).text();
}

/** As time does. */
async function expire(cli: Cli): Promise<void> {
  const settings = JSON.parse(await readFile(settingsOf(cli), 'utf8'));
  settings.servers[url].session.expiresAt = new Date().toISOString();
  await writeFile(settingsOf(cli), JSON.stringify(settings));
}

describe('pagoda login', () => {
  it('signs in by the browser, renews, and ends the session', async () => {
    const cli = await createCli();
    const login = cli.start('login', '--url', url, '--no-browser');
    let address: string | undefined;
    while (address === undefined) {
      await new Promise(resolve => setTimeout(resolve, 50));
      if (login.child.exitCode !== null) {
        throw new Error(login.stderr);
      }
      address = /http\S+authorize\S+/.exec(login.stderr)?.[0];
    }
    expect(await agree(address, 'researcher')).toContain('You are signed in');
    expect(await login.ended).toMatchObject({
      code: 0,
      stdout: `Signed in at ${url} as user:default/researcher\n`,
    });
    expect((await stat(settingsOf(cli))).mode % 0o1000).toBe(0o600);

    // A refresh token is good for one use, and several commands need it at once.
    await expire(cli);
    const answers = await Promise.all(
      [1, 2, 3].map(() => cli.succeed('whoami', '-o', 'name')),
    );
    expect(answers).toEqual(Array(3).fill('user:default/researcher\n'));

    const before = await readFile(settingsOf(cli), 'utf8');
    await cli.succeed('logout');
    expect(await cli.run('whoami', '--url', url)).toMatchObject({ code: 3 });
    await writeFile(settingsOf(cli), before);
    await expire(cli);
    expect(await cli.run('whoami')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(`Try: pagoda login --url ${url}`),
    });
  });

  it('refuses an answer that belongs to another sign-in', async () => {
    const cli = await createCli();
    const login = cli.start('login', '--url', url, '--no-browser');
    while (!login.stderr.includes('redirect_uri=')) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    const address = new URL(
      /http\S+authorize\S+/.exec(login.stderr)?.[0] ?? '',
    );
    const redirect = address.searchParams.get('redirect_uri');
    await fetch(`${redirect}?code=stolen&state=wrong`);
    expect(await login.ended).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('does not belong to this sign-in'),
    });
  });

  it('signs in with an access token, whose scope holds, until it is revoked', async () => {
    const researcher = await createCli();
    await researcher.succeed('login', '--url', url, '--demo', 'researcher');
    const { token, secret } = await researcher.json<{
      token: { id: string };
      secret: string;
    }>('token', 'create', 'cli-test', '--scope', 'read');

    const script = await createCli({ PAGODA_URL: url, PAGODA_TOKEN: secret });
    expect(await script.succeed('whoami')).toContain('token with scope read');
    expect(await script.run('run', 'submit', 'montecarlo-pi')).toMatchObject({
      code: 3,
      stdout: '',
    });
    const stored = await createCli();
    const signedIn = await stored.pipe(
      `${secret}\n`,
      ...['login', '--url', url, '--token', '-'],
    );
    expect(signedIn.code).toBe(0);
    expect(await stored.succeed('run', 'list', '-o', 'json')).toContain(
      'items',
    );

    await researcher.succeed('token', 'revoke', token.id);
    const late = await createCli({ PAGODA_URL: url, PAGODA_TOKEN: secret });
    expect(await late.run('whoami')).toMatchObject({ code: 3, stdout: '' });
  });

  it('knows several portals, and says which sign-in is missing', async () => {
    const cli = await createCli();
    expect(await cli.run('whoami', '--url', url)).toMatchObject({
      code: 3,
      stderr: `Error: Not signed in at ${url}\nTry: pagoda login --url ${url}\n`,
    });
    expect(
      await cli.run('login', '--url', url, '--demo', 'nobody'),
    ).toMatchObject({ stdout: '' });
    await cli.succeed(
      ...['login', '--url', url, '--demo', 'viewer', '--project', 'demo'],
    );
    const other = url.replace('localhost', '127.0.0.1');
    await cli.succeed('login', '--url', other, '--demo', 'researcher2');
    expect(await cli.succeed('whoami', '-o', 'name')).toBe(
      'user:default/researcher2\n',
    );
    expect(await cli.succeed('whoami', '-o', 'name', '--url', url)).toBe(
      'user:default/viewer\n',
    );
  });

  it('goes by the proxy that the environment names', async () => {
    const tunnels: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (req, socket) => {
      tunnels.push(req.url ?? '');
      const [host, port] = (req.url ?? '').split(':');
      const upstream = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      const environment = { http_proxy: address, no_proxy: '', NO_PROXY: '' };
      const cli = await createCli(environment);
      await cli.succeed('login', '--url', url, '--demo', 'researcher');
      expect(tunnels).toContain(new URL(url).host);
      const direct = await createCli({ ...environment, no_proxy: 'localhost' });
      tunnels.length = 0;
      await direct.succeed('login', '--url', url, '--demo', 'researcher');
      expect(tunnels).toEqual([]);
    } finally {
      proxy.close();
    }
  });
});

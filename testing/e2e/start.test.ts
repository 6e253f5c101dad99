import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cli } from '../Cli';
import { freePort, ROOT, startPortal, type Portal } from '../portal';

describe('npm start', () => {
  let portal: Portal;
  let cli: Cli;

  beforeAll(async () => {
    portal = await startPortal();
    cli = await Cli.signedIn(portal.url, 'researcher');
  }, 300_000);

  afterAll(async () => {
    await cli?.dispose();
    await portal?.stop();
  });

  it('says in a sentence what is wrong with its options and its port', async () => {
    expect(await start('--port', 'many')).toEqual({
      code: 1,
      output: expect.stringContaining(
        "--port takes a number from 1 to 65535, not 'many'.",
      ),
    });
    expect(await start('--colour', 'red')).toEqual({
      code: 1,
      output: expect.stringContaining('See npm start -- --help.'),
    });
    const { output } = await start('--port', String(portal.port));
    expect(output).toContain(
      `Port ${portal.port} is in use: stop what uses it, or choose another with --port.`,
    );
    expect(output).not.toMatch(/^\s+at /m);
  });

  it('refuses a port that only the other address of localhost uses, and a directory in use', async () => {
    const server = createServer();
    const port = await listen(server, otherLoopback());
    const taken = await start('--port', String(port));
    server.close();
    expect(taken.output).toContain(`Port ${port} is in use`);

    const other = await start(
      ...['--port', String(await freePort()), '--data', portal.data],
    );
    expect(other.code).toBe(1);
    expect(other.output).toMatch(/Another portal \(process \d+\) uses/);
  });

  it('ends when the backend refuses its configuration, with the reason', async () => {
    const data = await mkdtemp(join(tmpdir(), 'pagoda-refused-'));
    const config = join(data, 'config.yaml');
    await writeFile(
      config,
      'auth: { environment: production, session: { secret: none }, providers: { demo: { enabled: false } } }',
    );
    const { code, output } = await start(
      ...['--port', String(await freePort()), '--data', data],
      ...['--config', config, { NODE_ENV: 'production' }],
    );
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(
        /The portal did not start: .*pagoda\.encryption\.keys is missing/,
      ),
    ]);
    await rm(data, { recursive: true });
  }, 90_000);

  it('goes on with a run that went while the portal was killed', async () => {
    const id = (
      await cli.succeed(
        ...['run', 'submit', '--project', 'demo', '--image', 'node:24'],
        ...['-o', 'name', '--', 'node', '-e'],
        'console.log("begun"); setTimeout(() => { console.log("done"); process.exit(7) }, 6000)',
      )
    ).trim();
    await waitForLog(cli, id, 'begun');
    await portal.end('SIGKILL');
    await portal.restart();

    const { code } = await cli.run('run', 'logs', id, '-f');
    expect(code).toBe(0);
    const run = await cli.json<{ status: { exitCode: number } }>(
      ...['run', 'get', id],
    );
    expect(run.status.exitCode).toBe(7);
    expect(await cli.succeed('run', 'logs', id)).toMatch(/begun[^]*done/);
  });

  it('writes its log to a file without colours, and ends in order', async () => {
    const log = await readFile(join(portal.data, 'portal.log'), 'utf8');
    expect(log).toMatch(/^\S+ backstage info Plugin initialization complete/m);
    expect(log).not.toContain('\u001b');

    const backend = Number(
      await readFile(join(portal.data, 'backend.pid'), 'utf8'),
    );
    await portal.end('SIGTERM');
    expect(() => process.kill(backend, 0)).toThrow('ESRCH');
    await portal.restart();
  });
});

/** Runs scripts/start.mjs, which has to end by itself; variables of the environment may come last. */
function start(
  ...given: (string | Record<string, string>)[]
): Promise<{ code: number | null; output: string }> {
  const args = given.filter(each => typeof each === 'string');
  const environment = given.filter(each => typeof each !== 'string');
  return new Promise((fulfil, reject) => {
    const child = spawn(
      process.execPath,
      [join(ROOT, 'scripts/start.mjs'), ...args],
      {
        cwd: ROOT,
        env: Object.assign({}, process.env, ...environment),
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 60_000,
      },
    );
    let output = '';
    child.stdout.on('data', chunk => {
      output += chunk;
    });
    child.stderr.on('data', chunk => {
      output += chunk;
    });
    child.once('error', reject);
    child.once('close', code => fulfil({ code, output }));
  });
}

/** The address of localhost that the portal does not listen on; its own where there is no IPv6. */
function otherLoopback(): string {
  const addresses = Object.values(networkInterfaces()).flat();
  return addresses.some(one => one?.address === '::1') ? '::1' : '127.0.0.1';
}

function listen(server: Server, host: string): Promise<number> {
  return new Promise((fulfil, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      if (typeof address === 'object' && address) {
        fulfil(address.port);
      } else {
        reject(new Error('No port'));
      }
    });
  });
}

async function waitForLog(cli: Cli, id: string, text: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await cli.succeed('run', 'logs', id)).includes(text)) {
    if (Date.now() > deadline) {
      throw new Error(`The log of ${id} never said '${text}'`);
    }
    await new Promise(fulfil => setTimeout(fulfil, 200));
  }
}

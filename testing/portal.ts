import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Root of the checkout. */
export const ROOT = resolve(__dirname, '..');

/** A real portal, started as `npm start` does, with data of its own. */
export interface Portal {
  url: string;
  data: string;
  port: number;
  /** Ends the portal, and the data with it. */
  stop(): Promise<void>;
  /** Ends the backend alone, as a crash does, or in order; the data stays. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
}

/** How long a start may take that has to install and build first, in milliseconds. */
const START_LIMIT = 480_000;

/** Starts a portal on a free port in a fresh directory. */
export async function startPortal(
  options: { args?: string[]; environment?: Record<string, string> } = {},
): Promise<Portal> {
  const data = await mkdtemp(join(tmpdir(), 'pagoda-test-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  let child: ChildProcess | undefined;

  async function start() {
    child = spawn(
      process.execPath,
      [
        join(ROOT, 'scripts/start.mjs'),
        ...['--port', String(port), '--data', data],
        ...(options.args ?? []),
      ],
      {
        cwd: ROOT,
        env: {
          ...process.env,
          NODE_ENV: 'development',
          ...options.environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    await ready(child);
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM') {
    const ending = child;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) {
      return;
    }
    const exited = new Promise(fulfil => ending.once('exit', fulfil));
    if (signal === 'SIGKILL') {
      const backend = Number(await readFile(join(data, 'backend.pid'), 'utf8'));
      process.kill(backend, 'SIGKILL');
    } else {
      ending.kill('SIGTERM');
    }
    await exited;
  }

  await start();
  return {
    url,
    data,
    port,
    end,
    restart: start,
    async stop() {
      await end('SIGTERM');
      await rm(data, { recursive: true, force: true });
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((fulfil, reject) => {
    let output = '';
    const timer = setTimeout(() => {
      child.kill('SIGTERM');
      reject(new Error(`The portal did not get ready:\n${output}`));
    }, START_LIMIT);
    const take = (chunk: Buffer) => {
      output += chunk;
      if (output.includes('is ready after')) {
        clearTimeout(timer);
        fulfil();
      }
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', code => {
      clearTimeout(timer);
      reject(new Error(`The portal ended with ${code}:\n${output}`));
    });
  });
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  return new Promise((fulfil, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address
          ? fulfil(address.port)
          : reject(new Error('No port')),
      );
    });
  });
}

/** A Backstage token of a demo persona. */
export async function tokenOf(url: string, persona: string): Promise<string> {
  const response = await fetch(
    `${url}/api/auth/demo/refresh?persona=${persona}`,
  );
  if (!response.ok) {
    throw new Error(`${persona} cannot sign in: ${await response.text()}`);
  }
  const body = (await response.json()) as {
    backstageIdentity: { token: string };
  };
  return body.backstageIdentity.token;
}

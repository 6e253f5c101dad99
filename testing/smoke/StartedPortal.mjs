import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { reachable } from '../../scripts/lib/ports.mjs';

/** How long a start may take that has to install and build first, in milliseconds. */
const START_LIMIT = 480_000;
const STOP_LIMIT = 30_000;

/** A portal, started by `npm start` as in a terminal. */
export class StartedPortal {
  url;
  #port;
  #data;
  #child;
  #exited;

  /** @param {{port: number, data: string}} options */
  constructor({ port, data }) {
    this.#port = port;
    this.#data = data;
    this.url = `http://localhost:${port}`;
  }

  /** Resolves with what is on the terminal when the portal is ready. */
  start() {
    const child = spawn(
      'npm',
      ['start', '--', '--port', String(this.#port), '--data', this.#data],
      // A group of its own, as a terminal gives it, to be interrupted as a whole.
      { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#child = child;
    this.#exited = new Promise(fulfil =>
      child.once('exit', (code, signal) => fulfil(signal ?? code)),
    );
    return new Promise((fulfil, reject) => {
      let output = '';
      const timer = setTimeout(
        () => reject(new Error(`It did not get ready:\n${output}`)),
        START_LIMIT,
      );
      const take = chunk => {
        output += chunk;
        // The last line of what it has to say.
        if (output.includes('run submit')) {
          clearTimeout(timer);
          fulfil(output);
        }
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      void this.#exited.then(code => {
        clearTimeout(timer);
        reject(new Error(`npm start ended with ${code}:\n${output}`));
      });
    });
  }

  /** Ctrl-C. Throws when the portal does not end in order, or leaves something running. */
  async interrupt() {
    const child = this.#child;
    if (!child) {
      throw new Error('It is not running');
    }
    this.#child = undefined;
    if (child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, 'SIGINT');
    }
    const code = await Promise.race([
      this.#exited,
      new Promise(fulfil => setTimeout(fulfil, STOP_LIMIT, 'no end').unref()),
    ]);
    if (code === 'no end') {
      process.kill(-child.pid, 'SIGKILL');
    }
    if (code !== 0) {
      throw new Error(`npm start ended with ${code}`);
    }
    const backend = join(this.#data, 'backend.pid');
    if (existsSync(backend) && isAlive(Number(readFileSync(backend, 'utf8')))) {
      throw new Error('The backend is still running');
    }
    if (await reachable(this.#port, '127.0.0.1')) {
      throw new Error(`Something still listens on port ${this.#port}`);
    }
  }

  /** Ends what is still running, whatever state it is in. */
  kill() {
    const child = this.#child;
    this.#child = undefined;
    if (child && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, 'SIGKILL');
    }
  }

  /** The JSON that a GET request answers for the researcher. */
  async get(path) {
    const signIn = await fetch(
      `${this.url}/api/auth/demo/refresh?persona=researcher`,
    );
    const { backstageIdentity } = await signIn.json();
    const response = await fetch(`${this.url}${path}`, {
      headers: { Authorization: `Bearer ${backstageIdentity.token}` },
    });
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

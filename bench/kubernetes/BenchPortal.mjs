import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend, waitUntilReady } from '../../scripts/lib/backend.mjs';
import { freePort } from '../../scripts/lib/ports.mjs';
import { startPostgres } from '../../scripts/lib/postgres.mjs';

const HOST = '127.0.0.1';

/** A portal of its own, with a fresh database, and an administrator who uses it. */
export class BenchPortal {
  #data;
  #backend;
  #postgres;
  #token;
  #api;

  /** @param {{database: 'sqlite' | 'postgres', config: object}} options config: of the portal, beside its defaults */
  static async start({ database, config }) {
    const portal = new BenchPortal();
    try {
      await portal.#start(database, config);
    } catch (error) {
      await portal.stop();
      throw error;
    }
    return portal;
  }

  async #start(database, config) {
    this.#data = await mkdtemp(join(tmpdir(), 'pagoda-bench-'));
    if (database === 'postgres') {
      this.#postgres = await startPostgres(join(this.#data, 'postgres'));
      if (!this.#postgres) {
        throw new Error(
          'PostgreSQL is not installed: apt-get install postgresql',
        );
      }
    }
    const { hostname, port: databasePort } = new URL(
      this.#postgres?.url ?? 'postgresql://unused',
    );
    const file = join(this.#data, 'app-config.bench.yaml');
    // JSON is YAML.
    await writeFile(
      file,
      JSON.stringify({
        ...config,
        ...(this.#postgres && {
          backend: {
            // startBackend looks for this line to leave the database alone.
            database: {
              client: 'pg',
              connection: {
                host: hostname,
                port: Number(databasePort),
                user: 'postgres',
                password: 'unused',
              },
            },
          },
        }),
      }).replace('"database":', '\n"database":'),
    );
    const port = await freePort();
    this.#backend = startBackend({
      node: process.execPath,
      data: this.#data,
      port,
      host: HOST,
      configs: [file],
      verbose: false,
    });
    await waitUntilReady(this.#backend, port, HOST);
    const url = `http://${HOST}:${port}`;
    this.#api = `${url}/api/pagoda/v1`;
    const answer = await fetch(
      `${url}/api/auth/demo/refresh?persona=administrator`,
    );
    this.#token = (await answer.json()).backstageIdentity.token;
  }

  /** For who seeds: client and connection, as knex has them. */
  get database() {
    return this.#postgres
      ? {
          client: 'pg',
          connection: this.#postgres.url.replace(
            /\/[^/]*$/,
            '/backstage_plugin_pagoda',
          ),
        }
      : {
          client: 'better-sqlite3',
          connection: join(this.#data, 'database', 'pagoda.sqlite'),
        };
  }

  /** Memory of the backend that is in use by it alone or shared, in MiB. */
  get residentMiB() {
    const status = readFileSync(
      `/proc/${this.#backend.child.pid}/status`,
      'utf8',
    );
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024);
  }

  async get(path) {
    return this.#read(await this.#fetch('GET', path), path);
  }

  async post(path, body) {
    return this.#read(await this.#fetch('POST', path, body), path);
  }

  async delete(path) {
    const response = await this.#fetch('DELETE', path);
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
  }

  /** The changes of a project's runs as they come; ends when the signal is given. */
  async *changes(project, signal) {
    const path = `/runs/events?project=${project}`;
    const response = await this.#fetch('GET', path, undefined, signal);
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n');
      text = events.pop();
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event);
        if (data && /^event: run$/m.test(event)) {
          yield JSON.parse(data[1]);
        }
      }
    }
  }

  async stop() {
    if (this.#backend && this.#backend.child.exitCode === null) {
      const exited = new Promise(fulfil =>
        this.#backend.child.once('exit', fulfil),
      );
      this.#backend.child.kill('SIGTERM');
      await exited;
    }
    this.#postgres?.stop();
    await rm(this.#data, { recursive: true, force: true });
  }

  #fetch(method, path, body, signal) {
    return fetch(`${this.#api}${path}`, {
      method,
      signal,
      headers: {
        Authorization: `Bearer ${this.#token}`,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });
  }

  async #read(response, path) {
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  }
}

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import envPaths from 'env-paths';

/** How the user signed in at a server. */
export type Login =
  | { kind: 'demo'; persona: string }
  | { kind: 'token'; secret: string }
  | { kind: 'browser'; refreshToken?: string };

/** What is kept of one server. */
export interface ServerSettings {
  login: Login;
  /** A Backstage token that is still good for a while. */
  session?: { token: string; expiresAt: string };
  project?: string;
}

interface SettingsFile {
  current?: string;
  servers: Record<string, ServerSettings>;
}

/** The CLI's settings file, readable by its owner alone. */
export class Settings {
  readonly path: string;

  /**
   * @param directory - default: the user's configuration folder, or `PAGODA_CONFIG_DIR`
   */
  constructor(
    directory: string = process.env.PAGODA_CONFIG_DIR ??
      envPaths('pagoda', { suffix: '' }).config,
  ) {
    this.path = join(directory, 'config.json');
  }

  /** Address of the server that was logged in to last. */
  get current(): string | undefined {
    return this.#read().current;
  }

  server(url: string): ServerSettings | undefined {
    return this.#read().servers[url];
  }

  /** Stores a server and makes it the current one. */
  save(url: string, server: ServerSettings): void {
    const file = this.#read();
    file.current = url;
    file.servers[url] = server;
    this.#write(file);
  }

  /** Changes what is kept of a server, if it is kept. */
  update(url: string, change: Partial<ServerSettings>): void {
    const file = this.#read();
    const server = file.servers[url];
    if (server) {
      file.servers[url] = { ...server, ...change };
      this.#write(file);
    }
  }

  /** Forgets a server; false when it was not known. */
  forget(url: string): boolean {
    const file = this.#read();
    const known = url in file.servers;
    delete file.servers[url];
    if (file.current === url) {
      file.current = Object.keys(file.servers)[0];
    }
    this.#write(file);
    return known;
  }

  #read(): SettingsFile {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return { servers: {} };
      }
      throw error;
    }
    try {
      const file = JSON.parse(text) as Partial<SettingsFile>;
      return { current: file.current, servers: file.servers ?? {} };
    } catch {
      throw new Error(`${this.path} is not JSON: delete it and log in again`);
    }
  }

  #write(file: SettingsFile): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    // Two commands may write at once: each file is whole, and the last one stays.
    const temporary = `${this.path}.${process.pid}`;
    writeFileSync(temporary, `${JSON.stringify(file, undefined, 2)}\n`, {
      mode: 0o600,
    });
    renameSync(temporary, this.path);
  }
}

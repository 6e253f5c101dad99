import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import envPaths from 'env-paths';
import { CliError, EXIT } from './CliError';
import { withFileLock } from './withFileLock';

/** How the user signed in at a server. */
export type Login =
  | { kind: 'demo'; persona: string }
  | { kind: 'token'; secret: string }
  | { kind: 'browser'; refreshToken?: string };

/** A Backstage token and its end. */
export interface IssuedToken {
  token: string;
  expiresAt: string;
}

/** What is kept of one server. */
export interface ServerSettings {
  login: Login;
  /** A Backstage token that is still good for a while. */
  session?: IssuedToken;
  /** The project that is meant where none is named. */
  project?: string;
}

/** The content of the settings file. */
export interface SettingsFile {
  /** Address of the server that was signed in to last. */
  current?: string;
  servers: Record<string, ServerSettings>;
  /** What tokens of `PAGODA_TOKEN` and `--token` were exchanged for, by a digest of them. */
  exchanged: Record<string, IssuedToken>;
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

  /** What is kept now; nothing where there is no file yet. */
  read(): SettingsFile {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return { servers: {}, exchanged: {} };
      }
      throw error;
    }
    try {
      const file = JSON.parse(text) as Partial<SettingsFile>;
      return {
        current: file.current,
        servers: file.servers ?? {},
        exchanged: file.exchanged ?? {},
      };
    } catch {
      throw new CliError(
        `${this.path} is not JSON`,
        EXIT.usage,
        'Delete the file, and sign in again: pagoda login',
      );
    }
  }

  /**
   * Changes what is kept, while no other process does: a refresh token is good for one use, and several commands may
   * need a new one at once.
   *
   * @param change - changes the file in place; nothing is written when it throws
   */
  async update<T>(change: (file: SettingsFile) => Promise<T> | T): Promise<T> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    return withFileLock(`${this.path}.lock`, async () => {
      const file = this.read();
      const result = await change(file);
      // Readers do not lock: they see the whole file of before or of after.
      const temporary = `${this.path}.${process.pid}`;
      await writeFile(temporary, `${JSON.stringify(file, undefined, 2)}\n`, {
        mode: 0o600,
      });
      await rename(temporary, this.path);
      return result;
    });
  }
}

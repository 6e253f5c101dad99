import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../portal';

/** How a command of the CLI ended. */
export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Somebody at a terminal, with settings of their own. */
export class CliUser {
  readonly #directory: string;
  readonly #certificate: string;

  private constructor(directory: string, certificate: string) {
    this.#directory = directory;
    this.#certificate = certificate;
  }

  /** @param certificate - file of a certificate that the CLI has to trust */
  static async create(certificate: string): Promise<CliUser> {
    return new CliUser(
      await mkdtemp(join(tmpdir(), 'pagoda-cli-')),
      certificate,
    );
  }

  /**
   * Runs `./pagoda` with these arguments.
   *
   * @param onAddress - gets the address that the CLI asks to be opened in a browser
   */
  run(
    args: string[],
    onAddress?: (address: string) => Promise<void>,
  ): Promise<CliResult> {
    return new Promise((fulfil, reject) => {
      const child = spawn(process.execPath, [join(ROOT, 'pagoda'), ...args], {
        env: {
          ...process.env,
          PAGODA_CONFIG_DIR: this.#directory,
          NODE_EXTRA_CA_CERTS: this.#certificate,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let stdout = '';
      let stderr = '';
      let opened = false;
      child.stdout.on('data', chunk => {
        stdout += chunk;
      });
      child.stderr.on('data', chunk => {
        stderr += chunk;
        const address = /http\S+\/v1\/authorize\?\S+(?=\n)/.exec(stderr)?.[0];
        if (address && onAddress && !opened) {
          opened = true;
          onAddress(address).catch(error => {
            child.kill();
            reject(error);
          });
        }
      });
      child.once('error', reject);
      child.once('close', code => fulfil({ code, stdout, stderr }));
    });
  }

  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}

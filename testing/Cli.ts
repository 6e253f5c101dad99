import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './portal';

/** What a command left behind. */
export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command that runs. */
export interface RunningCli {
  child: ChildProcess;
  /** What it has printed so far. */
  stdout: string;
  stderr: string;
  /** Resolves when it has ended, whatever its exit code. */
  ended: Promise<CliResult>;
}

/** The real `./pagoda` with settings and a working directory of its own. */
export class Cli {
  /** Working directory of the commands, and where their settings are. */
  readonly directory: string;
  readonly #environment: Record<string, string>;

  private constructor(directory: string, environment: Record<string, string>) {
    this.directory = directory;
    this.#environment = environment;
  }

  /**
   * @param environment - on top of that of the tests
   */
  static async create(environment: Record<string, string> = {}): Promise<Cli> {
    return new Cli(await mkdtemp(join(tmpdir(), 'pagoda-cli-')), environment);
  }

  /** One that is signed in as a demo persona. */
  static async signedIn(url: string, persona: string): Promise<Cli> {
    const cli = await Cli.create();
    await cli.succeed('login', '--url', url, '--demo', persona);
    return cli;
  }

  /** Starts `pagoda …`. */
  start(...args: string[]): RunningCli {
    const child = spawn(join(ROOT, 'pagoda'), args, {
      cwd: this.directory,
      env: {
        ...process.env,
        NO_COLOR: '1',
        PAGODA_CONFIG_DIR: join(this.directory, '.pagoda'),
        ...this.#environment,
      },
      stdio: 'pipe',
    });
    const running: RunningCli = {
      child,
      stdout: '',
      stderr: '',
      ended: once(child, 'close').then(([code]) => ({
        code,
        stdout: running.stdout,
        stderr: running.stderr,
      })),
    };
    child.stdout.setEncoding('utf8').on('data', text => {
      running.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      running.stderr += text;
    });
    return running;
  }

  /** Runs `pagoda …` to its end, whatever its exit code. */
  run(...args: string[]): Promise<CliResult> {
    return this.pipe('', ...args);
  }

  /** As {@link run}, with something to read on standard input. */
  pipe(input: string, ...args: string[]): Promise<CliResult> {
    const { child, ended } = this.start(...args);
    // A command that does not read may be gone before.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    return ended;
  }

  /** Runs a command that has to succeed; resolves with its standard output. */
  async succeed(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...args);
    if (code !== 0) {
      throw new Error(
        `pagoda ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`,
      );
    }
    return stdout;
  }

  /** Runs a command with `-o json` that has to succeed; resolves with what it printed. */
  async json<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.succeed(...args, '-o', 'json'));
  }

  /** Deletes its settings and its working directory. */
  async dispose(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}

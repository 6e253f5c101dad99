import {
  createPagodaClient,
  type PagodaClient,
} from '@pagoda/plugin-pagoda-common';
import type { Command } from 'commander';
import { Output, type OutputFormat } from '../output/Output';
import { CliError, EXIT } from './CliError';
import { retryingFetch } from './retryingFetch';
import { Session } from './Session';
import { Settings } from './Settings';

/** The options that every command takes. */
export interface GlobalOptions {
  url?: string;
  token?: string;
  project?: string;
  format?: OutputFormat;
  quiet?: boolean;
  color?: boolean;
}

const DEFAULT_URL = 'http://localhost:7007';

/** What commands work with: the server, the session, the client, the output. */
export class Context {
  readonly settings: Settings;
  readonly url: string;
  readonly session: Session;
  readonly client: PagodaClient;
  readonly output: Output;
  readonly #options: GlobalOptions;

  constructor(options: GlobalOptions, settings: Settings = new Settings()) {
    this.#options = options;
    this.settings = settings;
    this.url = normalizeUrl(
      options.url ?? process.env.PAGODA_URL ?? settings.current ?? DEFAULT_URL,
    );
    this.session = new Session(this.url, settings, this.givenToken);
    this.client = createPagodaClient({
      baseUrl: this.apiUrl,
      fetch: retryingFetch,
      getToken: () => this.session.token(),
    });
    this.output = new Output({
      format: options.format ?? 'table',
      quiet: options.quiet ?? false,
      color: options.color ?? true,
    });
  }

  /** Of a command's global options. */
  static of(command: Command): Context {
    return new Context(command.optsWithGlobals<GlobalOptions>());
  }

  /** Such as `http://localhost:7007/api/pagoda/v1`. */
  get apiUrl(): string {
    return `${this.url}/api/pagoda/v1`;
  }

  /** The project that was named, by flag, environment or `pagoda login`; the only one of the user otherwise. */
  async project(): Promise<string> {
    const named = this.namedProject;
    if (named !== undefined) {
      return named;
    }
    const { data } = await this.client.GET('/whoami');
    const names = data?.projects.map(project => project.name) ?? [];
    if (names.length === 1) {
      return names[0];
    }
    throw new CliError(
      names.length === 0
        ? 'You are not a member of any project'
        : `Which project? You are a member of ${names.join(', ')}`,
      EXIT.usage,
      names.length === 0
        ? 'Ask an administrator to add you to one, or name one with --project.'
        : 'Name it with --project, or set PAGODA_PROJECT.',
    );
  }

  /** The project that was named, if one was. */
  get namedProject(): string | undefined {
    return this.#options.project ?? process.env.PAGODA_PROJECT;
  }

  /** The token of `--token` or `PAGODA_TOKEN`. */
  get givenToken(): string | undefined {
    return this.#options.token ?? process.env.PAGODA_TOKEN;
  }

  /** A request beside the typed client, for streams of bytes. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${await this.session.token()}`);
    return fetch(`${this.apiUrl}${path}`, { ...init, headers });
  }
}

/** The address of a server without a slash at its end. */
export function normalizeUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text.includes('://') ? text : `http://${text}`);
  } catch {
    throw new CliError(
      `'${text}' is not an address`,
      EXIT.usage,
      'Write it such as http://localhost:7007.',
    );
  }
  return url.href.replace(/\/+$/, '');
}

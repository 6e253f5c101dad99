import {
  createPagodaClient,
  type PagodaClient,
} from '@pagoda/plugin-pagoda-common';
import type { Command } from 'commander';
import { Output, type OutputFormat } from '../output/Output';
import { CliError, EXIT } from './CliError';
import { Connection, type SendOptions } from './Connection';
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

/** What the environment says where a flag does not. */
export type Environment = Partial<
  Record<'PAGODA_URL' | 'PAGODA_TOKEN' | 'PAGODA_PROJECT', string>
>;

const DEFAULT_URL = 'http://localhost:7007';

/** What commands work with: the server, the client, the settings, the output. */
export class Context {
  readonly settings: Settings;
  /** Address of the portal, without a slash at its end. */
  readonly url: string;
  readonly client: PagodaClient;
  readonly output: Output;
  readonly options: GlobalOptions;
  readonly #environment: Environment;
  readonly #connection: Connection;

  constructor(
    options: GlobalOptions,
    settings: Settings = new Settings(),
    environment: Environment = process.env,
  ) {
    this.options = options;
    this.settings = settings;
    this.#environment = environment;
    this.url = normalizeUrl(
      options.url ??
        (environment.PAGODA_URL || undefined) ??
        settings.read().current ??
        DEFAULT_URL,
    );
    this.output = new Output({
      format: options.format ?? 'table',
      quiet: options.quiet ?? false,
      color: options.color ?? true,
    });
    const session = new Session(
      this.url,
      settings,
      options.token ?? (environment.PAGODA_TOKEN || undefined),
    );
    this.#connection = new Connection(session, () => this.#sayRetry());
    this.client = createPagodaClient({
      baseUrl: this.apiUrl,
      fetch: request => this.#connection.send(() => request.clone()),
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

  /**
   * The project that is meant: named by flag or environment, kept by `pagoda login --project`, or the only one of the
   * user.
   *
   * @throws CliError when it could be several, or none
   */
  async project(): Promise<string> {
    const named =
      this.namedProject ?? this.settings.read().servers[this.url]?.project;
    if (named !== undefined) {
      return named;
    }
    const { data } = await this.client.GET('/whoami');
    const names = data?.projects.map(project => project.name) ?? [];
    if (names.length === 1) {
      return names[0];
    }
    throw names.length === 0
      ? new CliError(
          'Which project? You are a member of none',
          EXIT.usage,
          'Name one with --project, or ask an administrator to add you to one.',
        )
      : new CliError(
          `Which project? You are a member of ${names.join(', ')}`,
          EXIT.usage,
          'Name it with --project, or set PAGODA_PROJECT.',
        );
  }

  /** The project that was named for this command, if one was. */
  get namedProject(): string | undefined {
    return (
      this.options.project ?? (this.#environment.PAGODA_PROJECT || undefined)
    );
  }

  /**
   * A request beside the typed client, for streams.
   *
   * @param path - below the API's address, such as `/runs/events`
   * @param init - a function where the body is a stream, which can be sent but once
   */
  fetch(
    path: string,
    init: RequestInit | (() => RequestInit) = {},
    options: SendOptions = {},
  ): Promise<Response> {
    const make = () =>
      new Request(
        `${this.apiUrl}${path}`,
        typeof init === 'function' ? init() : init,
      );
    return this.#connection.send(make, options);
  }

  #sayRetry() {
    if (this.output.interactive) {
      this.output.note(`No answer from ${this.url} yet, trying again`);
    }
  }
}

/** The address of a server without a slash at its end. */
export function normalizeUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text.includes('://') ? text : `http://${text}`);
  } catch {
    throw notAnAddress(text);
  }
  if (!/^https?:$/.test(url.protocol)) {
    throw notAnAddress(text);
  }
  url.search = '';
  url.hash = '';
  return url.href.replace(/\/+$/, '');
}

function notAnAddress(text: string): CliError {
  return new CliError(
    `'${text}' is not the address of a portal`,
    EXIT.usage,
    'Write it such as http://localhost:7007.',
  );
}

import { PagodaApiError } from '@pagoda/plugin-pagoda-common';

/** Exit codes, as docs/cli.md lists them. */
export const EXIT = {
  done: 0,
  runFailed: 1,
  usage: 2,
  notAllowed: 3,
  notFound: 4,
  conflict: 5,
  server: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error that the CLI has words for. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  /** What to do next. */
  readonly advice?: string;

  constructor(message: string, exitCode: ExitCode, advice?: string) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
    this.advice = advice;
  }
}

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) {
    return error.exitCode;
  }
  if (!(error instanceof PagodaApiError)) {
    return EXIT.server;
  }
  switch (error.status) {
    case 400:
    case 405:
    case 415:
    case 416:
    case 422:
      return EXIT.usage;
    case 401:
    case 403:
      return EXIT.notAllowed;
    case 404:
      return EXIT.notFound;
    case 409:
    case 412:
    case 413:
      return EXIT.conflict;
    default:
      return EXIT.server;
  }
}

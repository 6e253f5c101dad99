/** Exit codes, as docs/cli.md lists them. */
export const EXIT = {
  done: 0,
  runFailed: 1,
  usage: 2,
  notAllowed: 3,
  notFound: 4,
  conflict: 5,
  server: 6,
  /** Ended by Ctrl-C, as shells have it: 128 + SIGINT. */
  interrupted: 130,
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

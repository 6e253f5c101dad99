import type { CommanderError } from 'commander';
import { CliError, EXIT } from './CliError';

/** Wrong usage that commander has found, or the end of a command that only showed help. */
export class UsageError extends CliError {
  /** Help or the version was asked for, and has been shown. */
  readonly shown: boolean;

  /**
   * @param path - of the command, such as `pagoda run`
   */
  constructor(error: CommanderError, path: string) {
    // Such as "error: unknown command 'sumbit'\n(Did you mean submit?)".
    const [message, hint] = error.message.replace(/^error: /, '').split('\n');
    const question = /^\(Did you mean (.*)\?\)$/.exec(hint ?? '')?.[1];
    super(
      question ? `${message}; did you mean ${question}?` : message,
      error.exitCode === 0 ? EXIT.done : EXIT.usage,
      `${path} --help`,
    );
    this.shown =
      error.exitCode === 0 ||
      error.code === 'commander.help' ||
      error.code === 'commander.helpDisplayed';
  }
}

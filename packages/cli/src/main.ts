import { EXIT } from './context/CliError';
import { describeError, exitCodeOf } from './context/describeError';
import { setDispatcher } from './context/setDispatcher';
import { UsageError } from './context/UsageError';
import { createProgram } from './program';

/**
 * Runs the CLI, and sets the exit code.
 *
 * @param argv - as `process.argv`
 */
export async function main(argv: string[]): Promise<void> {
  // `pagoda run list | head` closes the pipe: that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.server);
  });
  setDispatcher();
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    if (!(error instanceof UsageError && error.shown)) {
      process.stderr.write(
        describeError(error, Boolean(process.env.PAGODA_DEBUG)),
      );
    }
  }
}

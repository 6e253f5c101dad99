import { EXIT } from '../context/CliError';
import type { Context } from '../context/Context';

/**
 * Ctrl-C ends the waiting, and says how to end what is waited for.
 *
 * @param what - such as `run`
 */
export function leaveOnInterrupt(
  { output }: Context,
  what: string,
  id: string,
): void {
  process.once('SIGINT', () => {
    output.warn(
      `\nThe ${what} goes on. To end it: pagoda ${what} cancel ${id}`,
    );
    process.exit(EXIT.interrupted);
  });
}

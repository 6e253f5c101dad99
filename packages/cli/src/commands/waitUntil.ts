import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { CliError, EXIT } from '../context/CliError';
import type { Context } from '../context/Context';
import { duration } from './values';

/** Nothing happens faster than this in a cloud; in milliseconds. */
const INTERVAL = 3_000;

/** Flags of commands that may wait. */
export interface WaitOptions {
  wait?: boolean;
  /** In seconds. */
  timeout?: number;
}

/** Adds the flags of commands that may wait. */
export function withWaitOptions(command: Command): Command {
  return command
    .option('--wait', 'until it is done')
    .option('--timeout <time>', 'with --wait: no longer than this', duration);
}

/**
 * Looks again and again until there is an answer. What is under way goes on when the waiting ends.
 *
 * @param advice - the command that tells how far it is
 * @param look - `undefined` while it is not done; `tell` says on stderr how far it is, each line once
 * @throws CliError after `timeout`
 */
export async function waitUntil<T>(
  { output }: Context,
  advice: string,
  { timeout }: WaitOptions,
  look: (tell: (line: string) => void) => Promise<T | undefined>,
): Promise<T> {
  const deadline =
    timeout === undefined ? Infinity : Date.now() + timeout * 1000;
  let said = '';
  const tell = (line: string) => {
    if (line !== said) {
      said = line;
      output.note(line);
    }
  };
  const leave = () => {
    output.warn(`\nIt goes on without you. To see how far it is: ${advice}`);
    process.exit(EXIT.interrupted);
  };
  process.once('SIGINT', leave);
  try {
    for (;;) {
      const found = await look(tell);
      if (found !== undefined) {
        return found;
      }
      if (Date.now() >= deadline) {
        throw new CliError(
          `Not done after ${timeout} seconds; it goes on`,
          EXIT.conflict,
          advice,
        );
      }
      await pause(Math.min(INTERVAL, Math.max(0, deadline - Date.now())));
    }
  } finally {
    process.removeListener('SIGINT', leave);
  }
}

import type { Command } from 'commander';

/** Flags of commands that start a run. */
export interface FollowOptions {
  follow?: boolean;
  wait?: boolean;
  idempotencyKey?: string;
}

/** Declares {@link FollowOptions}. */
export function withFollowOptions(command: Command): Command {
  return command
    .option(
      '--idempotency-key <key>',
      'with the same key, a second submit gives the same run',
    )
    .option('-f, --follow', 'show the logs while it runs')
    .option('-w, --wait', 'wait for the end; exit code 1 when it failed');
}

import type { Command } from 'commander';
import { Context } from '../context/Context';

/**
 * Makes a commander action of a function that gets a context, the options and the arguments.
 *
 * Global options may stand before or behind the command, because commander hands unknown ones up.
 */
export function action<Options, Args extends (string | string[] | undefined)[]>(
  work: (context: Context, options: Options, ...args: Args) => Promise<void>,
) {
  return async (...parameters: unknown[]): Promise<void> => {
    const command = parameters[parameters.length - 1] as Command;
    const options = parameters[parameters.length - 2] as Options;
    const args = parameters.slice(0, -2) as Args;
    await work(Context.of(command), options, ...args);
  };
}

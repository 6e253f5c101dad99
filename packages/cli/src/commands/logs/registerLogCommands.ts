import { Option, type Command } from 'commander';
import { action } from '../action';
import { withPageOptions } from '../pages';
import { collect, pastTime } from '../values';
import { searchLogs } from './searchLogs';

/** `pagoda logs …` */
export function registerLogCommands(program: Command): void {
  const logs = program
    .command('logs')
    .description('log lines of all runs of a project');
  withPageOptions(
    logs
      .command('search')
      .description('find log lines; those of the newest runs first')
      .argument('[words...]', 'all of them; "several words" stand together'),
    100,
  )
    .option('--without <words>', 'lines that lack these', collect)
    .option('-r, --run <run>', 'only this run')
    .option('-e, --experiment <name>', 'only runs of this experiment')
    .option('-s, --sweep <sweep>', 'only runs of this sweep')
    .addOption(
      new Option('-l, --level <level>', 'what a line says of itself').choices([
        'debug',
        'info',
        'warning',
        'error',
      ]),
    )
    .option('-c, --container <name>', 'only this container')
    .option('--since <time>', 'such as 2h (ago) or 2026-01-31', pastTime)
    .option('--until <time>', 'such as 1h (ago) or 2026-02-01', pastTime)
    .addHelpText(
      'after',
      `
Examples:
  pagoda logs search out of memory --level error --since 1d
  pagoda logs search '"learning rate"' --without warmup --experiment train`,
    )
    .action(action(searchLogs));
}

import type { Command } from 'commander';
import { action } from '../action';
import { showLeaks } from './showLeaks';

/** `pagoda fleet …` */
export function registerFleetCommands(program: Command): void {
  const fleet = program
    .command('fleet')
    .description('all clusters together (administrators)');
  fleet
    .command('leaks')
    .description(
      'what PAGoDA has made on clusters and nothing leads to any more',
    )
    .option('--cluster <name>', 'look at this one alone')
    .option('--clean', 'delete them, after asking')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExamples:\n  pagoda fleet leaks\n  pagoda fleet leaks --cluster lab --clean',
    )
    .action(action(showLeaks));
}

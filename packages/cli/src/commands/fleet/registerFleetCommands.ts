import type { Command } from 'commander';
import { action } from '../action';
import { cleanLeaks } from './cleanLeaks';
import type { LeakOptions } from './readLeaks';
import { showFleet } from './showFleet';
import { showLeaks } from './showLeaks';

/** `pagoda fleet …` */
export function registerFleetCommands(program: Command): void {
  const fleet = program
    .command('fleet')
    .description(
      'all clusters, volumes and clouds together, and what of them needs you (administrators)',
    )
    .addHelpText('after', '\nExamples:\n  pagoda fleet\n  pagoda fleet leaks')
    .action(action(showFleet));
  const leaks = fleet
    .command('leaks')
    .description(
      'what PAGoDA has made on clusters and in clouds and nothing leads to any more, as it was last seen',
    )
    .option('--cluster <name>', 'of this one alone')
    .option('--cloud <name>', 'of this one alone')
    .option('--look', 'look now')
    .addHelpText(
      'after',
      '\nExamples:\n  pagoda fleet leaks --look\n  pagoda fleet leaks --cloud campus -o wide',
    )
    .action(action(showLeaks));
  leaks
    .command('clean')
    .description('look now, and delete them after asking')
    .argument('[id...]', 'as -o name lists them; all where none is given')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExamples:\n  pagoda fleet leaks clean\n  pagoda fleet leaks --cloud campus clean --yes',
    )
    // Options of `leaks` belong to it, wherever they stand.
    .action(
      action((context, options: { yes?: boolean }, ids: string[]) =>
        cleanLeaks(context, { ...leaks.opts<LeakOptions>(), ...options }, ids),
      ),
    );
}

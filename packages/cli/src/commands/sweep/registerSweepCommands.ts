import type { Command } from 'commander';
import { action } from '../action';
import { withPageOptions } from '../pages';
import { SWEEP_ARGUMENT } from '../resolveSweep';
import { withSpecOptions } from '../runOptions';
import { collect, wholeNumber } from '../values';
import { cancelSweep } from './cancelSweep';
import { getSweep } from './getSweep';
import { listSweeps } from './listSweeps';
import { submitSweep } from './submitSweep';

/** `pagoda sweep …` */
export function registerSweepCommands(program: Command): void {
  const sweep = program
    .command('sweep')
    .description('many runs from one request');
  const submit = sweep
    .command('submit')
    .description('start a run for each combination of values')
    .argument('<experiment>', 'name of the experiment')
    .option(
      '--matrix <name=v1,v2…>',
      'every combination of these values; may be repeated',
      collect,
    )
    .option(
      '--zip <name=v1,v2…>',
      'the first values together, then the second …; may be repeated',
      collect,
    )
    .option('--list <file>', 'a JSON file with an array of points; - for stdin')
    .option(
      '--param <name=value>',
      'value that all points share; may be repeated',
      collect,
    )
    .option('--revision <n>', 'revision of the experiment', wholeNumber)
    .option(
      '--parallelism <n>',
      'points that may run at the same time',
      wholeNumber,
    )
    .option(
      '--max-failures <n>',
      'after more failed points, cancel the rest',
      wholeNumber,
    );
  withSpecOptions(submit)
    .option(
      '--idempotency-key <key>',
      'with the same key, a second submit gives the same sweep',
    )
    .option('-w, --wait', 'wait for the end; exit code 1 when it failed')
    .addHelpText(
      'after',
      `
The id goes to stdout. What happens is told on stderr.

Examples:
  pagoda sweep submit montecarlo-pi --matrix samples=1000,10000 --matrix seed=1,2,3 --wait
  pagoda sweep submit montecarlo-pi --zip samples=1000,10000 --zip seed=1,2
  pagoda sweep submit montecarlo-pi --list points.json --parallelism 2`,
    )
    .action(action(submitSweep));
  withPageOptions(
    sweep
      .command('list')
      .alias('ls')
      .description('sweeps, newest first')
      .option('--experiment <name>', 'only of this experiment'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  pagoda sweep list --experiment montecarlo-pi',
    )
    .action(action(listSweeps));
  sweep
    .command('get')
    .description('one sweep')
    .argument('<sweep>', SWEEP_ARGUMENT)
    .addHelpText('after', '\nExample:\n  pagoda sweep get 01993f2e -o json')
    .action(action(getSweep));
  sweep
    .command('cancel')
    .description('end a sweep with all of its points')
    .argument('<sweep>', SWEEP_ARGUMENT)
    .addHelpText('after', '\nExample:\n  pagoda sweep cancel 01993f2e')
    .action(action(cancelSweep));
}

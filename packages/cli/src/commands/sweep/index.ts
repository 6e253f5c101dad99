import type { Command } from 'commander';
import { action } from '../action';
import { collect, wholeNumber } from '../arguments';
import { cancelSweep } from './cancelSweep';
import { getSweep } from './getSweep';
import { listSweeps } from './listSweeps';
import { submitSweep } from './submitSweep';

/** `pagoda sweep …` */
export function registerSweepCommands(program: Command): void {
  const sweep = program
    .command('sweep')
    .description('many runs from one request');
  sweep
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
    )
    .option('--label <key=value>', 'label; may be repeated', collect)
    .option('--cluster <name>', 'cluster')
    .option('--cpu <n>', 'cores of each point')
    .option('--memory <n>', 'memory of each point')
    .option('--gpu <n>', 'GPUs of each point', wholeNumber)
    .option('--timeout <seconds>', 'time limit of each point', wholeNumber)
    .option('--idempotency-key <key>', 'the same key gives the same sweep')
    .option('-w, --wait', 'wait for the end; exit code 1 when a point failed')
    .addHelpText(
      'after',
      `
Examples:
  pagoda sweep submit montecarlo-pi --matrix samples=1000,10000 --matrix seed=1,2,3 --wait
  pagoda sweep submit montecarlo-pi --list points.json --parallelism 2`,
    )
    .action(action(submitSweep));
  sweep
    .command('list')
    .alias('ls')
    .description('sweeps, newest first')
    .option('--experiment <name>', 'only of this experiment')
    .option('-n, --limit <n>', 'at most so many', wholeNumber, 50)
    .action(action(listSweeps));
  sweep
    .command('get')
    .description('one sweep')
    .argument('<sweep>', 'id of the sweep')
    .action(action(getSweep));
  sweep
    .command('cancel')
    .description('end a sweep with all of its points')
    .argument('<sweep>', 'id of the sweep')
    .action(action(cancelSweep));
}

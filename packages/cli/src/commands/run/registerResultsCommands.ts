import type { Command } from 'commander';
import { action } from '../action';
import { RUN_ARGUMENT } from '../resolveRun';
import { archiveResults } from './archiveResults';
import { getResults } from './getResults';
import { listResults } from './listResults';

/** `pagoda run results …` */
export function registerResultsCommands(run: Command): void {
  const results = run
    .command('results')
    .description('files that a run has left');
  results
    .command('ls')
    .description('list the files')
    .argument('<run>', RUN_ARGUMENT)
    .argument('[path]', 'folder')
    .addHelpText('after', '\nExample:\n  pagoda run results ls 214 -o wide')
    .action(action(listResults));
  results
    .command('get')
    .description('download a file, a folder or all, checked by SHA-256')
    .argument('<run>', RUN_ARGUMENT)
    .argument('[path]', 'file or folder; all by default')
    .option(
      '-O, --output <path>',
      'where to (default: the name of the file or folder, or EXPERIMENT-NUMBER); - for stdout',
    )
    .addHelpText(
      'after',
      `
A download that was cut is gone on with, and files that are there already are left alone.

Examples:
  pagoda run results get 214
  pagoda run results get 214 frames --output figures/
  pagoda run results get 214 result.json --output -`,
    )
    .action(action(getResults));
  results
    .command('archive')
    .description('download all as one zip')
    .argument('<run>', RUN_ARGUMENT)
    .argument('[path]', 'folder; all by default')
    .option(
      '-O, --output <path>',
      'where to (default: EXPERIMENT-NUMBER.zip); - for stdout',
    )
    .addHelpText(
      'after',
      '\nExample:\n  pagoda run results archive 214 --output fig2.zip',
    )
    .action(action(archiveResults));
}

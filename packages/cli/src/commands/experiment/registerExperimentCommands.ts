import type { Command } from 'commander';
import { action } from '../action';
import { withPageOptions } from '../pages';
import { wholeNumber } from '../values';
import { applyExperiment } from './applyExperiment';
import { deleteExperiment } from './deleteExperiment';
import { getExperiment } from './getExperiment';
import { listExperiments } from './listExperiments';
import { listRevisions } from './listRevisions';

/** `pagoda experiment …` */
export function registerExperimentCommands(program: Command): void {
  const experiment = program
    .command('experiment')
    .description('definitions that runs are made of');
  withPageOptions(
    experiment
      .command('list')
      .alias('ls')
      .description('experiments by name')
      .option('-s, --search <text>', 'only with this in the name'),
    200,
  )
    .addHelpText('after', '\nExample:\n  pagoda experiment list --project demo')
    .action(action(listExperiments));
  experiment
    .command('get')
    .description('one experiment, with its parameters')
    .argument('<experiment>', 'name of the experiment')
    .option('--revision <n>', 'revision; the latest by default', wholeNumber)
    .addHelpText(
      'after',
      `
Examples:
  pagoda experiment get montecarlo-pi
  pagoda experiment get montecarlo-pi --revision 2 -o yaml > montecarlo-pi.yaml`,
    )
    .action(action(getExperiment));
  experiment
    .command('apply')
    .description('create an experiment, or add a revision, from a file')
    .requiredOption('-f, --file <file>', 'YAML or JSON; - for stdin')
    .addHelpText(
      'after',
      `
The file has name, title, description, readme and spec (image, command, files, parameterSchema, resources …). What
experiment get -o yaml gives can be changed and applied.

  name: hello
  spec:
    image: docker.io/library/node:24
    command: [node, hello.js]
    files:
      - path: hello.js
        content: console.log('hello', process.env.PAGODA_PARAM_WHO)
    parameterSchema:
      type: object
      properties:
        who: { type: string, default: world }

Example:
  pagoda experiment apply -f hello.yaml --project demo`,
    )
    .action(action(applyExperiment));
  withPageOptions(
    experiment
      .command('revisions')
      .description('revisions, newest first')
      .argument('<experiment>', 'name of the experiment'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  pagoda experiment revisions montecarlo-pi',
    )
    .action(action(listRevisions));
  experiment
    .command('delete')
    .description('delete an experiment; its runs stay')
    .argument('<experiment>', 'name of the experiment')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  pagoda experiment delete hello --yes')
    .action(action(deleteExperiment));
}

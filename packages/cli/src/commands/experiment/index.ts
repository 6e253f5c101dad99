import type { Command } from 'commander';
import { action } from '../action';
import { wholeNumber } from '../arguments';
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
  experiment
    .command('list')
    .alias('ls')
    .description('experiments by name')
    .option('-n, --limit <n>', 'at most so many', wholeNumber, 200)
    .action(action(listExperiments));
  experiment
    .command('get')
    .description('one experiment')
    .argument('<name>', 'name of the experiment')
    .option('--revision <n>', 'revision; the latest by default', wholeNumber)
    .action(action(getExperiment));
  experiment
    .command('apply')
    .description('create an experiment, or add a revision, from a file')
    .requiredOption('-f, --file <file>', 'YAML or JSON; - for stdin')
    .addHelpText(
      'after',
      `
The file has name, title, description, readme and spec (image, command, files, parameterSchema, resources …):

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
  experiment
    .command('revisions')
    .description('revisions, newest first')
    .argument('<name>', 'name of the experiment')
    .action(action(listRevisions));
  experiment
    .command('delete')
    .description('delete an experiment; its runs stay')
    .argument('<name>', 'name of the experiment')
    .option('-y, --yes', 'do not ask')
    .action(action(deleteExperiment));
}

import { Command, Option } from 'commander';
import { action } from '../action';
import { collect, wholeNumber } from '../arguments';
import { archiveResults } from './archiveResults';
import { cancelRun } from './cancelRun';
import { compareRuns } from './compareRuns';
import { deleteRun } from './deleteRun';
import { explainRun } from './explainRun';
import { getResults } from './getResults';
import { getRun } from './getRun';
import { listResults } from './listResults';
import { listRunEvents } from './listRunEvents';
import { listRuns } from './listRuns';
import { rerunRun } from './rerunRun';
import { showLogs } from './showLogs';
import { submitRun } from './submitRun';

const PHASES = [
  'Queued',
  'Starting',
  'Running',
  'Succeeded',
  'Failed',
  'Cancelled',
];
const RUN = 'id, first 8 characters of it, or number of the run';

/** `pagoda run …` */
export function registerRunCommands(program: Command): void {
  const run = program.command('run').description('runs of experiments');
  resources(
    run
      .command('submit')
      .description('start a run of an experiment, or of a command')
      .argument('[experiment]', 'name of the experiment')
      .argument('[command...]', 'with --image: the command, behind --')
      .option(
        '--param <name=value>',
        'value of a parameter; may be repeated',
        collect,
      )
      .option('--revision <n>', 'revision of the experiment', wholeNumber)
      .option(
        '--image <image>',
        'run a command of this image, without an experiment',
      ),
  )
    .option(
      '--volume <name:path[:ro]>',
      'mount a volume; may be repeated',
      collect,
    )
    .option('--label <key=value>', 'label; may be repeated', collect)
    .option('--cluster <name>', 'cluster')
    .option('--retries <n>', 'attempts after a failure', wholeNumber)
    .option('--idempotency-key <key>', 'the same key gives the same run')
    .option('--dry-run', 'say whether it fits; start nothing')
    .option('-f, --follow', 'show the logs while it runs')
    .option('-w, --wait', 'wait for the end; exit code 1 when it failed')
    .addHelpText(
      'after',
      `
Examples:
  pagoda run submit montecarlo-pi --param samples=200000 --follow --wait
  pagoda run submit --image docker.io/library/node:24 -- node -e 'console.log(6 * 7)'
  id=$(pagoda run submit heat-diffusion -q -o name)`,
    )
    .action(action(submitRun));
  run
    .command('list')
    .alias('ls')
    .description('runs, newest first')
    .addOption(
      new Option('--phase <phase...>', 'only these phases').choices(PHASES),
    )
    .option('--experiment <name>', 'only of this experiment')
    .option('--cluster <name>', 'only on this cluster')
    .option('--owner <user>', 'only of this user, such as researcher')
    .option(
      '--sweep <id>',
      'only points of this sweep; none for runs outside any',
    )
    .option('--label <key[=value]>', 'only with this label')
    .option(
      '--since <time>',
      'only created since, such as 2h, 3d or 2026-01-31',
    )
    .option('-s, --search <text>', 'only with these words')
    .option('-n, --limit <n>', 'at most so many', wholeNumber, 50)
    .addHelpText(
      'after',
      `
Examples:
  pagoda run list --phase Failed --since 1d -o wide
  pagoda run list --label paper=fig2 -o json`,
    )
    .action(action(listRuns));
  run
    .command('get')
    .description('one run')
    .argument('<run>', RUN)
    .action(action(getRun));
  run
    .command('logs')
    .description('log lines of a run')
    .argument('<run>', RUN)
    .option('-f, --follow', 'go on until the run ends')
    .option('--tail <n>', 'only the last lines', wholeNumber)
    .option('--since <time>', 'only lines since, such as 10m')
    .option('--attempt <n>', 'only of this attempt', wholeNumber)
    .option('-s, --search <text>', 'only lines with this text')
    .option('--timestamps', 'show when each line was written')
    .addHelpText(
      'after',
      `
Examples:
  pagoda run logs 214 -f
  pagoda run logs 214 --tail 20 --timestamps`,
    )
    .action(action(showLogs));
  run
    .command('explain')
    .description('why a run failed or waits')
    .argument('<run>', RUN)
    .action(action(explainRun));
  run
    .command('events')
    .description('what happened to a run')
    .argument('<run>', RUN)
    .action(action(listRunEvents));
  run
    .command('cancel')
    .description('end runs')
    .argument('<run...>', RUN)
    .action(action(cancelRun));
  resources(
    run
      .command('rerun')
      .description('start a run again, with changes if wanted')
      .argument('<run>', RUN)
      .option(
        '--param <name=value>',
        'change a parameter; may be repeated',
        collect,
      ),
  )
    .option('--cluster <name>', 'cluster')
    .option('--idempotency-key <key>', 'the same key gives the same run')
    .option('-f, --follow', 'show the logs while it runs')
    .option('-w, --wait', 'wait for the end; exit code 1 when it failed')
    .addHelpText(
      'after',
      '\nExample:\n  pagoda run rerun 214 --memory 768Mi --wait',
    )
    .action(action(rerunRun));
  run
    .command('compare')
    .description('what differs between two runs')
    .argument('<a>', RUN)
    .argument('<b>', RUN)
    .action(action(compareRuns));
  run
    .command('delete')
    .description('delete runs that have ended, with logs and results')
    .argument('<run...>', RUN)
    .option('-y, --yes', 'do not ask')
    .action(action(deleteRun));

  const results = run
    .command('results')
    .description('files that a run has left');
  results
    .command('ls')
    .description('list the files')
    .argument('<run>', RUN)
    .argument('[path]', 'folder')
    .action(action(listResults));
  results
    .command('get')
    .description(
      'download a file or all of them, checked by SHA-256; goes on where it was cut',
    )
    .argument('<run>', RUN)
    .argument('[path]', 'file or folder; all by default')
    .option(
      '-O, --output <path>',
      'where to (default: a folder named by the run); - for stdout',
    )
    .addHelpText(
      'after',
      `
Examples:
  pagoda run results get 214
  pagoda run results get 214 result.json --output -`,
    )
    .action(action(getResults));
  results
    .command('archive')
    .description('download all as one zip')
    .argument('<run>', RUN)
    .argument('[path]', 'folder; all by default')
    .option(
      '-O, --output <path>',
      'where to (default: run-NUMBER.zip); - for stdout',
    )
    .action(action(archiveResults));
}

function resources(command: Command): Command {
  return command
    .option('--cpu <n>', 'cores, such as 2 or 500m')
    .option('--memory <n>', 'memory, such as 512Mi')
    .option('--gpu <n>', 'GPUs', wholeNumber)
    .option('--timeout <seconds>', 'time limit', wholeNumber);
}

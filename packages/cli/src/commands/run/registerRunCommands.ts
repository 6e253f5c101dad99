import { Option, type Command } from 'commander';
import { action } from '../action';
import { withFollowOptions } from '../followOptions';
import { withPageOptions } from '../pages';
import { RUN_ARGUMENT } from '../resolveRun';
import {
  collectSecrets,
  withResourceOptions,
  withSpecOptions,
} from '../runOptions';
import { collect, pastTime, userRef, wholeNumber } from '../values';
import { cancelRun } from './cancelRun';
import { compareRuns } from './compareRuns';
import { deleteRun } from './deleteRun';
import { execInRun } from './execInRun';
import { explainRun } from './explainRun';
import { forwardPort } from './forwardPort';
import { getRun } from './getRun';
import { listRunEvents } from './listRunEvents';
import { listRuns } from './listRuns';
import { registerResultsCommands } from './registerResultsCommands';
import { rerunRun } from './rerunRun';
import { showLogs } from './showLogs';
import { showMetrics } from './showMetrics';
import { submitRun } from './submitRun';

const PHASES = [
  'Queued',
  'Starting',
  'Running',
  'Succeeded',
  'Failed',
  'Cancelled',
];

const PARAM = 'value of a parameter, @FILE for a file; may be repeated';

/** `pagoda run …` */
export function registerRunCommands(program: Command): void {
  const run = program.command('run').description('runs of experiments');
  registerStarting(run);
  registerReading(run);
  run
    .command('cancel')
    .description('end runs')
    .argument('<run...>', RUN_ARGUMENT)
    .option('--force', 'do not wait for a cluster that does not answer')
    .addHelpText('after', '\nExample:\n  pagoda run cancel 214 215')
    .action(action(cancelRun));
  run
    .command('delete')
    .description('delete runs that have ended, with logs and results')
    .argument('<run...>', RUN_ARGUMENT)
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  pagoda run delete 214 --yes')
    .action(action(deleteRun));
  registerResultsCommands(run);
}

function registerStarting(run: Command): void {
  const submit = run
    .command('submit')
    .description('start a run of an experiment, or of a command')
    .argument('[experiment]', 'name of the experiment')
    .argument('[command...]', 'with --image: the command, behind --')
    .option('--param <name=value>', PARAM, collect)
    .option('--revision <n>', 'revision of the experiment', wholeNumber)
    .option(
      '--image <image>',
      'run a command of this image, without an experiment',
    )
    .option(
      '--secret <name[:key][=variable|@path]>',
      'with --image: secret as a variable, or as files in $PAGODA_SECRETS_DIR; may be repeated',
      collectSecrets,
    );
  withFollowOptions(withSpecOptions(submit))
    .option('--dry-run', 'say whether it fits; start nothing')
    .addHelpText(
      'after',
      `
The id goes to stdout; with --follow the logs do. What happens is told on stderr.

Examples:
  pagoda run submit montecarlo-pi --param samples=200000 --follow --wait
  pagoda run submit text-analysis --volume texts:texts:ro --param file=texts/moby-dick.txt
  pagoda run submit --image docker.io/library/node:24 -- node -e 'console.log(6 * 7)'
  pagoda run submit --image docker.io/library/node:24 --secret tracker:token=TOKEN -- node train.js
  id=$(pagoda run submit heat-diffusion --quiet)`,
    )
    .action(action(submitRun));
  const rerun = run
    .command('rerun')
    .description('start a run again, with changes if wanted')
    .argument('<run>', RUN_ARGUMENT)
    .option('--param <name=value>', PARAM, collect);
  withFollowOptions(withResourceOptions(rerun))
    .addHelpText(
      'after',
      '\nExample:\n  pagoda run rerun 214 --memory 768Mi --wait',
    )
    .action(action(rerunRun));
}

function registerReading(run: Command): void {
  const list = run
    .command('list')
    .alias('ls')
    .description('runs, newest first')
    .addOption(
      new Option('--phase <phase...>', 'only these phases').choices(PHASES),
    )
    .option('--experiment <name>', 'only of this experiment')
    .option('--cluster <name>', 'only on this cluster')
    .option('--owner <user>', 'only of this user, such as researcher', userRef)
    .option(
      '--sweep <id>',
      'only points of this sweep; none for runs outside any',
    )
    .option('--label <key[=value]>', 'only with this label')
    .option(
      '--since <time>',
      'only created since, such as 2h, 3d or 2026-01-31',
      pastTime,
    )
    .option('-s, --search <text>', 'only with these words');
  withPageOptions(list)
    .addHelpText(
      'after',
      `
Examples:
  pagoda run list --phase Failed --since 1d -o wide
  pagoda run list --label paper=fig2 --all -o json`,
    )
    .action(action(listRuns));
  run
    .command('get')
    .description('one run')
    .argument('<run>', RUN_ARGUMENT)
    .addHelpText('after', '\nExample:\n  pagoda run get 214 -o json')
    .action(action(getRun));
  run
    .command('logs')
    .description('log lines of a run')
    .argument('<run>', RUN_ARGUMENT)
    .option('-f, --follow', 'go on until the run ends')
    .option('--tail <n>', 'only the last lines', wholeNumber)
    .option('--since <time>', 'only lines since, such as 10m', pastTime)
    .option('--attempt <n>', 'only of this attempt', wholeNumber)
    .addOption(
      new Option('--stream <stream>', 'only of this stream').choices([
        'stdout',
        'stderr',
      ]),
    )
    .option('-s, --search <text>', 'only lines with this text')
    .option('--timestamps', 'show when each line was written')
    .addHelpText(
      'after',
      `
With -o json, each line is an object on a line of its own.

Examples:
  pagoda run logs 214 -f
  pagoda run logs 214 --tail 20 --timestamps`,
    )
    .action(action(showLogs));
  run
    .command('exec')
    .description(
      'execute a command in a run that runs, on a Kubernetes cluster',
    )
    .argument('<run>', RUN_ARGUMENT)
    .argument('<command...>', 'the command, behind --')
    .option('-i, --stdin', 'pass on what is typed, or piped in')
    .option('-t, --tty', 'with a terminal')
    .option('--container <name>', 'in this helper service')
    .addHelpText(
      'after',
      `
Ends with the exit code of the command.

Examples:
  pagoda run exec 214 -- nvidia-smi
  pagoda run exec -it 214 -- sh`,
    )
    .action(action(execInRun));
  run
    .command('port-forward')
    .description(
      'connect to a port of a run that runs, on a Kubernetes cluster',
    )
    .argument('<run>', RUN_ARGUMENT)
    .argument(
      '<ports>',
      'here and there, such as 8888:8888; :80 for any free one here',
    )
    .option('--address <host>', 'address to listen at here', '127.0.0.1')
    .addHelpText('after', '\nExample:\n  pagoda run port-forward 214 8888')
    .action(action(forwardPort));
  run
    .command('explain')
    .description('why a run failed or waits')
    .argument('<run>', RUN_ARGUMENT)
    .addHelpText('after', '\nExample:\n  pagoda run explain 214')
    .action(action(explainRun));
  run
    .command('metrics')
    .description(
      'what a run reported and used, over time where Prometheus is connected',
    )
    .argument('<run>', RUN_ARGUMENT)
    .option('--since <time>', 'from then on, such as 10m', pastTime)
    .option('--until <time>', 'until then', pastTime)
    .option('--step <seconds>', 'between points', wholeNumber)
    .addHelpText(
      'after',
      '\nExamples:\n  pagoda run metrics 214\n  pagoda run metrics 214 --since 10m --step 5 -o json',
    )
    .action(action(showMetrics));
  run
    .command('events')
    .description('what happened to a run')
    .argument('<run>', RUN_ARGUMENT)
    .addHelpText('after', '\nExample:\n  pagoda run events 214')
    .action(action(listRunEvents));
  run
    .command('compare')
    .description('what differs between two runs')
    .argument('<a>', RUN_ARGUMENT)
    .argument('<b>', RUN_ARGUMENT)
    .addHelpText('after', '\nExample:\n  pagoda run compare 213 214')
    .action(action(compareRuns));
}

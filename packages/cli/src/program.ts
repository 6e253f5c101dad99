import { Command, Option } from 'commander';
import { version } from '../package.json';
import { registerCloudCommands } from './commands/cloud/registerCloudCommands';
import { registerClusterCommands } from './commands/cluster/registerClusterCommands';
import { registerCompletionCommands } from './commands/completion/registerCompletionCommands';
import { registerExperimentCommands } from './commands/experiment/registerExperimentCommands';
import { registerFleetCommands } from './commands/fleet/registerFleetCommands';
import { registerMonitoringCommands } from './commands/monitoring/registerMonitoringCommands';
import { registerLogCommands } from './commands/logs/registerLogCommands';
import { registerProjectCommands } from './commands/project/registerProjectCommands';
import { registerRunCommands } from './commands/run/registerRunCommands';
import { registerSecretCommands } from './commands/secret/registerSecretCommands';
import { registerSessionCommands } from './commands/session/registerSessionCommands';
import { registerSweepCommands } from './commands/sweep/registerSweepCommands';
import { registerTokenCommands } from './commands/token/registerTokenCommands';
import { registerVolumeCommands } from './commands/volume/registerVolumeCommands';
import { UsageError } from './context/UsageError';
import { OUTPUT_FORMATS } from './output/Output';

/** The command line. Wrong usage is thrown as {@link UsageError}. */
export function createProgram(): Command {
  const program = new Command('pagoda')
    .description(
      'Experiments on demand: start runs, follow them, get their results.',
    )
    .version(version)
    .option('--url <url>', 'address of the portal (PAGODA_URL)')
    .option('--token <token>', 'access token (PAGODA_TOKEN)')
    .option('-p, --project <name>', 'project (PAGODA_PROJECT)')
    .addOption(
      new Option('-o, --format <format>', 'form of the output').choices([
        ...OUTPUT_FORMATS,
      ]),
    )
    .option('-q, --quiet', 'only data, no remarks')
    .option('--no-color', 'no colours (NO_COLOR)')
    .addHelpText(
      'after',
      `
Examples:
  pagoda login --url http://localhost:7007 --demo researcher
  pagoda run submit montecarlo-pi --project demo --param samples=200000 --follow --wait
  pagoda run list --phase Failed
  pagoda run results get 214 --output results/

Exit codes: 0 done, 1 the run failed (with --wait), 2 wrong usage, 3 not signed in or not allowed, 4 not found,
5 conflict or quota, 6 server or network.`,
    );
  registerSessionCommands(program);
  registerRunCommands(program);
  registerSweepCommands(program);
  registerLogCommands(program);
  registerExperimentCommands(program);
  registerVolumeCommands(program);
  registerClusterCommands(program);
  registerCloudCommands(program);
  registerProjectCommands(program);
  registerSecretCommands(program);
  registerFleetCommands(program);
  registerMonitoringCommands(program);
  registerTokenCommands(program);
  registerCompletionCommands(program);
  prepare(program, 'pagoda');
  return program;
}

/** What holds for every command: global flags in the help, and errors that are thrown in place of exits. */
function prepare(command: Command, path: string): void {
  command
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => {} })
    .exitOverride(error => {
      throw new UsageError(error, path);
    });
  for (const child of command.commands) {
    prepare(child, `${path} ${child.name()}`);
  }
}

import { Command, Option } from 'commander';
import { version } from '../package.json';
import { registerClusterCommands } from './commands/cluster';
import { registerCompletion } from './commands/completion';
import { registerExperimentCommands } from './commands/experiment';
import { registerProjectCommands } from './commands/project';
import { registerRunCommands } from './commands/run';
import { registerSessionCommands } from './commands/session';
import { registerSweepCommands } from './commands/sweep';
import { registerTokenCommands } from './commands/token';
import { registerVolumeCommands } from './commands/volume';
import { OUTPUT_FORMATS } from './output/Output';

/** The command line. */
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
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows how it is used)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  pagoda login --url http://localhost:7007 --demo researcher
  pagoda run submit montecarlo-pi --project demo --param samples=200000 --follow --wait
  pagoda run list --phase Failed
  pagoda run results get RUN --output results/

Exit codes: 0 done, 1 the run failed (with --wait), 2 wrong usage, 3 not signed in or not allowed, 4 not found,
5 conflict or quota, 6 server or network.`,
    );
  registerSessionCommands(program);
  registerRunCommands(program);
  registerSweepCommands(program);
  registerExperimentCommands(program);
  registerVolumeCommands(program);
  registerClusterCommands(program);
  registerProjectCommands(program);
  registerTokenCommands(program);
  registerCompletion(program);
  inherit(program);
  return program;
}

/** Global flags may stand behind the command too, and errors are thrown, not exits. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    child.exitOverride();
    inherit(child);
  }
}

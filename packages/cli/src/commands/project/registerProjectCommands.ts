import type { Command } from 'commander';
import { action } from '../action';
import { withPageOptions } from '../pages';
import { wholeNumber } from '../values';
import { createProject } from './createProject';
import { getProject } from './getProject';
import { listProjects } from './listProjects';
import { collectMembers } from './collectMembers';
import { showMembers } from './showMembers';
import { showUsage } from './showUsage';

const PROJECT = 'name of the project (default: as --project says)';

/** `pagoda project …` */
export function registerProjectCommands(program: Command): void {
  const project = program
    .command('project')
    .description('tenants, with members and quotas');
  withPageOptions(
    project
      .command('list')
      .alias('ls')
      .description('projects by name')
      .option('-s, --search <text>', 'only with this in the name'),
    200,
  )
    .addHelpText('after', '\nExample:\n  pagoda project list')
    .action(action(listProjects));
  project
    .command('get')
    .description('one project')
    .argument('[project]', PROJECT)
    .addHelpText('after', '\nExample:\n  pagoda project get demo')
    .action(action(getProject));
  project
    .command('create')
    .description('create a project (administrators)')
    .argument('<name>', 'name of the project')
    .option('--title <text>', 'title')
    .option('--description <text>', 'what it is for')
    .option(
      '--member <user=role>',
      'member with owner, researcher or viewer; may be repeated',
      collectMembers,
    )
    .option('--concurrent-runs <n>', 'runs at the same time', wholeNumber)
    .option('--cpu <n>', 'cores of all runs together')
    .option('--memory <n>', 'memory of all runs together')
    .option('--gpu <n>', 'GPUs of all runs together', wholeNumber)
    .option('--storage <n>', 'size of all volumes together')
    .option(
      '--idempotency-key <key>',
      'with the same key, a second command changes nothing',
    )
    .addHelpText(
      'after',
      '\nExample:\n  pagoda project create vision --member researcher=owner --cpu 8 --memory 16Gi --storage 100Gi',
    )
    .action(action(createProject));
  project
    .command('members')
    .description('members and their roles; with --set: replace them (owners)')
    .argument('[project]', PROJECT)
    .option(
      '--set <user=role>',
      'member with owner, researcher or viewer; may be repeated',
      collectMembers,
    )
    .addHelpText(
      'after',
      `
Examples:
  pagoda project members demo
  pagoda project members demo --set researcher=owner --set viewer=viewer --set group:default/vision=researcher`,
    )
    .action(action(showMembers));
  project
    .command('usage')
    .description('quota, used and left')
    .argument('[project]', PROJECT)
    .addHelpText('after', '\nExample:\n  pagoda project usage demo')
    .action(action(showUsage));
}

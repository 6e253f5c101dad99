import type { Command } from 'commander';
import { action } from '../action';
import { withPageOptions } from '../pages';
import { collect, wholeNumber } from '../values';
import { changeSettings } from './changeSettings';
import { createProject } from './createProject';
import { deleteProject } from './deleteProject';
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
    .command('settings')
    .description(
      'how the project lives on Kubernetes; with --set or -f: change it (administrators)',
    )
    .argument('[project]', PROJECT)
    .option('-f, --file <file>', 'all settings as YAML or JSON; - for stdin')
    .option(
      '--set <name=value>',
      'change one; an empty value brings its default back; may be repeated',
      collect,
    )
    .addHelpText(
      'after',
      `
Examples:
  pagoda project settings demo
  pagoda project settings demo --set podSecurity=baseline --set allowRoot=true
  pagoda project settings demo --set allowedNetworks=10.2.0.0/16,10.3.0.0/16 --set proxy.http=http://proxy:3128
  pagoda project settings demo -f settings.yaml`,
    )
    .action(action(changeSettings));
  project
    .command('delete')
    .description(
      'delete a project that has no volumes and no active runs (administrators)',
    )
    .argument('<project>', 'name of the project')
    .option('-y, --yes', 'do not ask')
    .option('--wait', 'until nothing is left of it on clusters')
    .addHelpText('after', '\nExample:\n  pagoda project delete vision --wait')
    .action(action(deleteProject));
  project
    .command('usage')
    .description('quota, used and left')
    .argument('[project]', PROJECT)
    .addHelpText('after', '\nExample:\n  pagoda project usage demo')
    .action(action(showUsage));
}

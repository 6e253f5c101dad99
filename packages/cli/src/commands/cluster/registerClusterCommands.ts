import type { Command } from 'commander';
import { action } from '../action';
import { withPageOptions } from '../pages';
import { getCluster } from './getCluster';
import { listClusters } from './listClusters';
import { listNodes } from './listNodes';

/** `pagoda cluster …` */
export function registerClusterCommands(program: Command): void {
  const cluster = program.command('cluster').description('where runs execute');
  withPageOptions(
    cluster
      .command('list')
      .alias('ls')
      .description('clusters by name')
      .option('-s, --search <text>', 'only with this in the name'),
    200,
  )
    .addHelpText('after', '\nExample:\n  pagoda cluster list')
    .action(action(listClusters));
  cluster
    .command('get')
    .description('one cluster')
    .argument('<cluster>', 'name of the cluster')
    .addHelpText('after', '\nExample:\n  pagoda cluster get local')
    .action(action(getCluster));
  cluster
    .command('nodes')
    .description('nodes of a cluster')
    .argument('<cluster>', 'name of the cluster')
    .addHelpText('after', '\nExample:\n  pagoda cluster nodes local -o wide')
    .action(action(listNodes));
}

import type { Cluster } from '@pagoda/plugin-pagoda-common';
import { Option, type Command } from 'commander';
import { action } from '../action';
import { withPageOptions } from '../pages';
import { withWaitOptions } from '../waitUntil';
import { checkCluster } from './checkCluster';
import { withConnectionOptions } from './connectionOptions';
import { deleteCluster } from './deleteCluster';
import { getCluster } from './getCluster';
import { importCluster } from './importCluster';
import { listClusters } from './listClusters';
import { listNodes } from './listNodes';
import { listQueues } from './listQueues';
import { registerProvisionCommands } from './registerProvisionCommands';
import { showConnection } from './showConnection';
import { showManifest } from './showManifest';
import { updateCluster } from './updateCluster';

const PHASES: readonly Cluster['status']['phase'][] = [
  'Ready',
  'Degraded',
  'Unreachable',
  'Pending',
  'Provisioning',
  'Updating',
  'Deleting',
  'Failed',
];
const PROVISIONERS: readonly Cluster['provisioner'][] = [
  'local',
  'docker',
  'existing',
  'rancher',
  'magnum',
];

/** `pagoda cluster …` */
export function registerClusterCommands(program: Command): void {
  const cluster = program.command('cluster').description('where runs execute');
  withPageOptions(
    cluster
      .command('list')
      .alias('ls')
      .description('clusters by name')
      .option('-s, --search <text>', 'only with this in the name')
      .addOption(
        new Option('--phase <phase...>', 'only these phases').choices(PHASES),
      )
      .option('--cloud <cloud>', 'only those made in it')
      .addOption(
        new Option('--provisioner <name>', 'only what it has made').choices(
          PROVISIONERS,
        ),
      )
      .option('--owner <ref>', 'only of this one, such as user:default/ada'),
    200,
  )
    .addHelpText(
      'after',
      '\nExamples:\n  pagoda cluster list\n  pagoda cluster list --cloud campus --phase Degraded Unreachable',
    )
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
  cluster
    .command('queues')
    .description('queues of Kueue for runs of the project')
    .argument('<cluster>', 'name of the cluster')
    .addHelpText('after', '\nExample:\n  pagoda cluster queues lab -p vision')
    .action(action(listQueues));
  registerProvisionCommands(cluster);
  registerImportCommands(cluster);
}

/** What administrators do. */
function registerImportCommands(cluster: Command): void {
  withConnectionOptions(
    cluster
      .command('import')
      .description('use a Kubernetes cluster (administrators)')
      .argument('<name>', 'name that it gets here')
      .option('--title <text>', 'title')
      .option('--description <text>', 'what it is for')
      .option('--force', 'although the check finds something wrong')
      .option(
        '--idempotency-key <key>',
        'with the same key, a second command changes nothing',
      ),
  )
    .addHelpText(
      'after',
      `
Examples:
  pagoda cluster import lab --kubeconfig ~/.kube/config --context lab
  pagoda cluster import rancher1 --server https://rancher.example.org/k8s/clusters/c-m-x1 --token-file token`,
    )
    .action(action(importCluster));
  withConnectionOptions(
    cluster
      .command('check')
      .description(
        'what a cluster has, and which rights are missing (administrators)',
      )
      .argument('[cluster]', 'imported cluster; or give a connection'),
  )
    .addHelpText(
      'after',
      `
Examples:
  pagoda cluster check lab
  pagoda cluster check --kubeconfig ~/.kube/config`,
    )
    .action(action(checkCluster));
  withConnectionOptions(
    cluster
      .command('update')
      .description('change title or connection (administrators)')
      .argument('<cluster>', 'name of the cluster')
      .option('--title <text>', 'title')
      .option('--description <text>', 'what it is for')
      .option('--force', 'although the check finds something wrong'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  pagoda cluster update lab --kubeconfig new.yaml',
    )
    .action(action(updateCluster));
  cluster
    .command('connection')
    .description('how it is reached, without credentials (administrators)')
    .argument('<cluster>', 'name of the cluster')
    .addHelpText('after', '\nExample:\n  pagoda cluster connection lab')
    .action(action(showConnection));
  withWaitOptions(
    cluster
      .command('delete')
      .description(
        'remove a cluster that PAGoDA has made; forget an imported one',
      )
      .argument('<cluster>', 'name of the cluster')
      .option('-y, --yes', 'do not ask'),
  )
    .addHelpText('after', '\nExample:\n  pagoda cluster delete lab --wait')
    .action(action(deleteCluster));
  cluster
    .command('manifest')
    .description('manifest that makes an account for PAGoDA on a cluster')
    .addHelpText(
      'after',
      '\nExample:\n  pagoda cluster manifest | kubectl apply -f -',
    )
    .action(action(showManifest));
}

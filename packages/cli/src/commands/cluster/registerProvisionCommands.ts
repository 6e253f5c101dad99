import type { Command } from 'commander';
import { Option } from 'commander';
import { action } from '../action';
import { withPageOptions } from '../pages';
import { collect, duration } from '../values';
import { withWaitOptions } from '../waitUntil';
import { extendCluster, setProtection } from './changeCluster';
import { createCluster } from './createCluster';
import { futureTime } from './futureTime';
import { getKubeconfig } from './getKubeconfig';
import { listClusterEvents } from './listClusterEvents';
import { listClusterOperations } from './listClusterOperations';
import { listMachines } from './listMachines';
import { listVersions } from './listVersions';
import { withPlanOptions } from './planOptions';
import { POOL_HELP } from './poolOptions';
import { preflightCluster } from './preflightCluster';
import { rotateCluster } from './rotateCluster';
import { scaleCluster } from './scaleCluster';
import { createSnapshot, listSnapshots, restoreCluster } from './snapshots';
import { upgradeCluster } from './upgradeCluster';

/** What is done with clusters that PAGoDA makes in clouds. */
export function registerProvisionCommands(cluster: Command): void {
  registerMaking(cluster);
  registerLooking(cluster);
  registerOperations(cluster);
  registerKeeping(cluster);
}

function one(cluster: Command, name: string, description: string): Command {
  return cluster
    .command(name)
    .description(description)
    .argument('<cluster>', 'name of the cluster');
}

function registerMaking(cluster: Command): void {
  withPlanOptions(
    cluster
      .command('preflight')
      .description('whether a cluster would fit into its cloud; makes nothing')
      .argument('[name]', 'name of the new cluster'),
  )
    .addHelpText('after', '\nExample:\n  pagoda cluster preflight -f lab.yaml')
    .action(action(preflightCluster));
  withWaitOptions(
    withPlanOptions(
      cluster
        .command('create')
        .description('have a cluster made in a cloud')
        .argument('[name]', 'name of the new cluster'),
    )
      .option('--dry-run', 'as preflight: make nothing')
      .option(
        '--idempotency-key <key>',
        'with the same key, a second command changes nothing',
      ),
  )
    .addHelpText(
      'after',
      `
Examples:
  pagoda cluster create -f lab.yaml --wait
  pagoda cluster create lab --cloud campus --cluster-template k8s-1.34 \\
    --pool name=control,role=control-plane,count=1,flavor=m1.medium \\
    --pool name=work,count=3,flavor=m1.large --until 30d --dry-run
  pagoda cluster create lab --cloud rancher --cluster-version v1.34.1+rke2r1 --image ubuntu-24.04 \\
    --pool name=control,role=control-plane,count=3,flavor=m1.medium \\
    --pool name=work,count=3,flavor=m1.large,min=2,max=8`,
    )
    .action(action(createCluster));
  withWaitOptions(
    one(cluster, 'scale', 'change the pools of a cluster')
      .argument('[count...]', 'such as work=5')
      .option('--pool <pool>', `add or change a ${POOL_HELP}`, collect)
      .option('--remove <pool>', 'pool to remove; several times', collect)
      .option('--dry-run', 'only say whether it would fit'),
  )
    .addHelpText(
      'after',
      `
Examples:
  pagoda cluster scale lab work=5 --wait
  pagoda cluster scale lab --pool name=gpu,count=1,flavor=g1.large --remove work2 --dry-run`,
    )
    .action(action(scaleCluster));
}

function registerLooking(cluster: Command): void {
  one(cluster, 'versions', 'what a cluster may be upgraded to')
    .addHelpText('after', '\nExample:\n  pagoda cluster versions lab')
    .action(action(listVersions));
  one(cluster, 'machines', 'machines of a cluster, as they were last seen')
    .addHelpText('after', '\nExample:\n  pagoda cluster machines lab')
    .action(action(listMachines));
  withPageOptions(
    one(cluster, 'events', 'what happened to a cluster').option(
      '-f, --follow',
      'and what happens from now on',
    ),
  )
    .addHelpText('after', '\nExample:\n  pagoda cluster events lab -f')
    .action(action(listClusterEvents));
  withPageOptions(
    one(cluster, 'operations', 'upgrades, rotations, snapshots and restores'),
  )
    .addHelpText('after', '\nExample:\n  pagoda cluster operations lab')
    .action(action(listClusterOperations));
}

function registerOperations(cluster: Command): void {
  withWaitOptions(
    one(cluster, 'upgrade', 'upgrade a cluster').argument(
      '<version>',
      'one of pagoda cluster versions',
    ),
  )
    .addHelpText(
      'after',
      '\nExample:\n  pagoda cluster upgrade lab v1.35.0+rke2r1 --wait',
    )
    .action(action(upgradeCluster));
  withWaitOptions(
    one(
      cluster,
      'rotate',
      'have the certificates of a cluster made anew',
    ).option('--service <name>', 'only of this; several times', collect),
  )
    .addHelpText('after', '\nExample:\n  pagoda cluster rotate lab --wait')
    .action(action(rotateCluster));
  const snapshot = cluster
    .command('snapshot')
    .description('snapshots of the etcd of a cluster');
  withWaitOptions(one(snapshot, 'create', 'take one'))
    .addHelpText(
      'after',
      '\nExample:\n  pagoda cluster snapshot create lab --wait',
    )
    .action(action(createSnapshot));
  one(snapshot, 'list', 'those that there are')
    .alias('ls')
    .addHelpText('after', '\nExample:\n  pagoda cluster snapshot list lab')
    .action(action(listSnapshots));
  withWaitOptions(
    one(cluster, 'restore', 'set a cluster back to a snapshot of its etcd')
      .argument('<etcd-snapshot>', 'one of pagoda cluster snapshot list')
      .addOption(
        new Option('--config <what>', 'what else is set back').choices([
          'none',
          'kubernetesVersion',
          'all',
        ]),
      )
      .option('-y, --yes', 'do not ask'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  pagoda cluster restore lab on-demand-lab-1 --wait',
    )
    .action(action(restoreCluster));
}

function registerKeeping(cluster: Command): void {
  one(
    cluster,
    'kubeconfig',
    'make a kubeconfig that ends by itself (administrators)',
  )
    .option(
      '--ttl <time>',
      'how long it holds, such as 8h (default: 1h)',
      duration,
    )
    .option('-O, --output <file>', 'new file; - is stdout')
    .addHelpText(
      'after',
      '\nExample:\n  pagoda cluster kubeconfig lab --ttl 8h --output lab.kubeconfig',
    )
    .action(action(getKubeconfig));
  one(cluster, 'protect', 'protect a cluster from deletion')
    .addHelpText('after', '\nExample:\n  pagoda cluster protect lab')
    .action(action(setProtection(true)));
  one(cluster, 'unprotect', 'no longer protect a cluster from deletion')
    .addHelpText('after', '\nExample:\n  pagoda cluster unprotect lab')
    .action(action(setProtection(false)));
  one(cluster, 'extend', 'move the end of a cluster')
    .option(
      '--until <time>',
      'its new end, such as 30d (from now) or 2027-01-31',
      futureTime,
    )
    .option('--no-end', 'it stays until somebody deletes it')
    .addHelpText('after', '\nExample:\n  pagoda cluster extend lab --until 30d')
    .action(action(extendCluster));
}

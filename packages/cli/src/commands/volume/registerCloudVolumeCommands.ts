import { InvalidArgumentError, type Command } from 'commander';
import { action } from '../action';
import { withPageOptions } from '../pages';
import { wholeNumber } from '../values';
import { withWaitOptions } from '../waitUntil';
import { bindVolume, setVolumeProtection, unbindVolume } from './changeVolume';
import { cloneVolume, restoreVolume, transferVolume } from './moveVolume';
import { LARGEST_PREFLIGHT, preflightVolumes } from './preflightVolumes';
import {
  createVolumeSnapshot,
  deleteVolumeSnapshot,
  listVolumeSnapshots,
} from './volumeSnapshots';

const KEY_HELP = 'with the same key, a second command changes nothing';

/** What is done with volumes in clouds alone. */
export function registerCloudVolumeCommands(volume: Command): void {
  volume
    .command('preflight')
    .description('whether volumes would fit into their cloud; makes nothing')
    .requiredOption('--cloud <cloud>', 'where; see pagoda cloud list')
    .requiredOption('--size <n>', 'of each, such as 100Gi')
    .option('--type <type>', 'such as fast; see pagoda cloud offers')
    .option('--count <n>', 'how many', count, 1)
    .addHelpText(
      'after',
      '\nExample:\n  pagoda volume preflight --cloud campus --size 100Gi --type fast --count 5',
    )
    .action(action(preflightVolumes));
  registerKeeping(volume);
  registerSnapshots(volume);
  registerMoving(volume);
}

function one(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .argument('<volume>', 'name of the volume');
}

function registerKeeping(volume: Command): void {
  withWaitOptions(
    one(volume, 'bind', 'let the runs of a cluster mount it').argument(
      '<cluster>',
      'a Kubernetes cluster that reaches the cloud',
    ),
  )
    .addHelpText('after', '\nExample:\n  pagoda volume bind data lab --wait')
    .action(action(bindVolume));
  withWaitOptions(one(volume, 'unbind', 'take it off its cluster'))
    .addHelpText(
      'after',
      `
Its data stay. Refused while a run mounts it that has not ended.

Example:
  pagoda volume unbind data --wait`,
    )
    .action(action(unbindVolume));
  one(volume, 'protect', 'protect it from deletion')
    .addHelpText('after', '\nExample:\n  pagoda volume protect data')
    .action(action(setVolumeProtection(true)));
  one(volume, 'unprotect', 'no longer protect it from deletion')
    .addHelpText('after', '\nExample:\n  pagoda volume unprotect data')
    .action(action(setVolumeProtection(false)));
}

function registerSnapshots(volume: Command): void {
  const snapshot = volume
    .command('snapshot')
    .description('what volumes in clouds held at a time');
  withWaitOptions(
    one(snapshot, 'create', 'take one, also while the volume is in use')
      .option('--name <name>', 'its name (default: one with the time in it)')
      .option('--description <text>', 'what it is for')
      .option('--idempotency-key <key>', KEY_HELP),
  )
    .addHelpText(
      'after',
      '\nExample:\n  pagoda volume snapshot create data --name before-cleaning --wait',
    )
    .action(action(createVolumeSnapshot));
  withPageOptions(
    one(snapshot, 'list', 'those that there are, the newest first').alias('ls'),
  )
    .addHelpText('after', '\nExample:\n  pagoda volume snapshot list data')
    .action(action(listVolumeSnapshots));
  withWaitOptions(
    one(snapshot, 'delete', 'delete one')
      .argument('<volume-snapshot>', 'one of pagoda volume snapshot list')
      .option('-y, --yes', 'do not ask'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  pagoda volume snapshot delete data before-cleaning --yes',
    )
    .action(action(deleteVolumeSnapshot));
}

function registerMoving(volume: Command): void {
  withWaitOptions(
    one(volume, 'restore', 'set it back to its newest snapshot')
      .argument(
        '<volume-snapshot>',
        'the newest of pagoda volume snapshot list',
      )
      .option('-y, --yes', 'do not ask'),
  )
    .addHelpText(
      'after',
      `
What was written to it since is lost. It must be attached to no machine meanwhile. From an older snapshot, make
a new volume: pagoda volume clone VOLUME NAME --snapshot SNAPSHOT

Example:
  pagoda volume restore data before-cleaning --wait`,
    )
    .action(action(restoreVolume));
  withWaitOptions(
    one(volume, 'clone', 'make a new volume with what it, or a snapshot, holds')
      .argument('<name>', 'of the new volume')
      .option('--snapshot <name>', 'what it held then, not what it holds now')
      .option('--size <n>', 'at least that of the volume, which is the default')
      .option('--type <type>', "of the cloud (default: the volume's)")
      .option('--cluster <cluster>', 'the cluster whose runs use it')
      .option('--description <text>', 'what it is for')
      .option('--idempotency-key <key>', KEY_HELP),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  pagoda volume clone data data-2 --wait\n  pagoda volume clone data old --snapshot before-cleaning --cluster lab',
    )
    .action(action(cloneVolume));
  one(volume, 'transfer', 'give it to another project, with its snapshots')
    .argument('<to-project>', 'where you may create volumes')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExample:\n  pagoda volume transfer data vision --project demo --yes',
    )
    .action(action(transferVolume));
}

function count(text: string): number {
  const value = wholeNumber(text);
  if (value < 1 || value > LARGEST_PREFLIGHT) {
    throw new InvalidArgumentError(
      `It must be from 1 to ${LARGEST_PREFLIGHT}.`,
    );
  }
  return value;
}

import type { Volume } from '@pagoda/plugin-pagoda-common';
import { Option, type Command } from 'commander';
import { action } from '../action';
import { withPageOptions } from '../pages';
import { withWaitOptions } from '../waitUntil';
import { resizeVolume } from './changeVolume';
import { createVolume, type AccessMode } from './createVolume';
import { deleteVolume } from './deleteVolume';
import { getVolume } from './getVolume';
import { listFiles } from './listFiles';
import { listVolumes } from './listVolumes';
import { putFiles } from './putFiles';
import { removeFile } from './removeFile';
import { registerCloudVolumeCommands } from './registerCloudVolumeCommands';

const ACCESS_MODES: readonly AccessMode[] = [
  'ReadWriteOnce',
  'ReadWriteMany',
  'ReadWriteOncePod',
];

const PHASES: readonly Volume['status']['phase'][] = [
  'Pending',
  'Available',
  'InUse',
  'Deleting',
  'Error',
];
const PROVIDERS: readonly Volume['provider'][] = [
  'directory',
  'kubernetes',
  'cinder',
];

/** `pagoda volume …` */
export function registerVolumeCommands(program: Command): void {
  const volume = program
    .command('volume')
    .description('data that runs read and write');
  withPageOptions(
    volume
      .command('list')
      .description('volumes by name')
      .option('-s, --search <text>', 'only with this in the name')
      .addOption(
        new Option('--phase <phase...>', 'only these phases').choices(PHASES),
      )
      .option('--cluster <cluster>', 'only those on it')
      .option('--cloud <cloud>', 'only those in it')
      .addOption(
        new Option('--provider <name>', 'only of this kind').choices(PROVIDERS),
      ),
    200,
  )
    .addHelpText(
      'after',
      '\nExamples:\n  pagoda volume list --project demo\n  pagoda volume list --cloud campus --phase Error',
    )
    .action(action(listVolumes));
  registerCreate(volume);
  withWaitOptions(
    volume
      .command('resize')
      .description('give a volume more room')
      .argument('<volume>', 'name of the volume')
      .requiredOption('--size <n>', 'such as 20Gi'),
  )
    .addHelpText('after', '\nExample:\n  pagoda volume resize texts --size 2Gi')
    .action(action(resizeVolume));
  withWaitOptions(
    volume
      .command('delete')
      .description('delete a volume with all of its files')
      .argument('<volume>', 'name of the volume')
      .option('-y, --yes', 'do not ask'),
  )
    .addHelpText('after', '\nExample:\n  pagoda volume delete texts --yes')
    .action(action(deleteVolume));
  registerFileCommands(volume);
  registerCloudVolumeCommands(volume);
}

function registerCreate(volume: Command): void {
  withWaitOptions(
    volume
      .command('create')
      .description('create a volume')
      .argument('<name>', 'of the new volume')
      .option('--size <n>', 'such as 10Gi; with --from, that of its source')
      .option('--description <text>', 'what it is for')
      .option('--cluster <name>', 'the cluster whose runs use it')
      .option(
        '--storage-class <name>',
        "of a Kubernetes cluster (default: the cluster's own)",
      )
      .addOption(
        new Option(
          '--access-mode <mode>',
          'of a Kubernetes cluster: from one node at a time, from all nodes, or by one pod (default: ReadWriteOnce)',
        ).choices(ACCESS_MODES),
      )
      .option('--cloud <cloud>', 'in the block storage of this OpenStack')
      .option('--type <type>', "of the cloud (default: the cloud's own)")
      .option('--zone <zone>', 'of the cloud')
      .option(
        '--from <volume[@snapshot]>',
        'with what another volume of the same project and cloud holds',
      )
      .option('--protect', 'of a cloud: protect it from deletion')
      .option(
        '--idempotency-key <key>',
        'with the same key, a second command changes nothing',
      ),
  )
    .addHelpText(
      'after',
      `
\`pagoda cluster get CLUSTER\` lists the storage classes of a cluster, \`pagoda cloud offers CLOUD\` the types and zones of a cloud.

Examples:
  pagoda volume create texts --size 1Gi --project demo
  pagoda volume create images --size 200Gi --cluster lab --storage-class ceph --access-mode ReadWriteMany
  pagoda volume create data --size 100Gi --cloud campus --type fast --cluster lab --protect --wait
  pagoda volume create data-2 --from data@before-cleaning`,
    )
    .action(action(createVolume));
}

function registerFileCommands(volume: Command): void {
  volume
    .command('ls')
    .description('list files')
    .argument('<volume>', 'name of the volume')
    .argument('[path]', 'folder')
    .option('-r, --recursive', 'with all folders below')
    .addHelpText('after', '\nExample:\n  pagoda volume ls texts books')
    .action(action(listFiles));
  volume
    .command('put')
    .description('upload a file or a folder')
    .argument('<volume>', 'name of the volume')
    .argument('<source>', 'file or folder; - for stdin')
    .argument(
      '[target]',
      'path in the volume (default: the name of the file; the root for a folder)',
    )
    .option('--no-replace', 'refuse where the file is there already')
    .addHelpText(
      'after',
      `
A folder's content goes below the target. Paths of what was stored go to stdout.

Examples:
  pagoda volume put texts moby-dick.txt
  pagoda volume put texts corpus/ books
  zcat log.gz | pagoda volume put texts - log.txt`,
    )
    .action(action(putFiles));
  volume
    .command('get')
    .description(
      'show the volume; with a path, download the file or folder, checked by SHA-256',
    )
    .argument('<volume>', 'name of the volume')
    .argument('[path]', 'file or folder; . for all')
    .option(
      '-O, --output <path>',
      'where to (default: the name of the file or folder); - for stdout',
    )
    .addHelpText(
      'after',
      `
A download that was cut is gone on with.

Examples:
  pagoda volume get texts
  pagoda volume get texts books --output corpus
  pagoda volume get texts moby-dick.txt --output - | wc -w`,
    )
    .action(action(getVolume));
  volume
    .command('rm')
    .description('delete a file or folder')
    .argument('<volume>', 'name of the volume')
    .argument('<path>', 'file or folder')
    .option('-r, --recursive', 'a folder with all below')
    .addHelpText('after', '\nExample:\n  pagoda volume rm texts books -r')
    .action(action(removeFile));
}

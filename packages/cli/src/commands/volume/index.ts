import type { Command } from 'commander';
import { action } from '../action';
import { wholeNumber } from '../arguments';
import { createVolume } from './createVolume';
import { deleteVolume } from './deleteVolume';
import { getFiles } from './getFiles';
import { listFiles } from './listFiles';
import { listVolumes } from './listVolumes';
import { putFiles } from './putFiles';
import { removeFile } from './removeFile';
import { resizeVolume } from './resizeVolume';

/** `pagoda volume …` */
export function registerVolumeCommands(program: Command): void {
  const volume = program
    .command('volume')
    .description('data that runs read and write');
  volume
    .command('list')
    .description('volumes by name')
    .option('-n, --limit <n>', 'at most so many', wholeNumber, 200)
    .action(action(listVolumes));
  volume
    .command('create')
    .description('create a volume')
    .argument('<volume>', 'name of the volume')
    .requiredOption('--size <n>', 'such as 10Gi')
    .option('--description <text>', 'what it is for')
    .option('--cluster <name>', 'cluster')
    .addHelpText(
      'after',
      '\nExample:\n  pagoda volume create texts --size 1Gi --project demo',
    )
    .action(action(createVolume));
  volume
    .command('resize')
    .description('give a volume more room')
    .argument('<volume>', 'name of the volume')
    .requiredOption('--size <n>', 'such as 20Gi')
    .action(action(resizeVolume));
  volume
    .command('delete')
    .description('delete a volume with all of its files')
    .argument('<volume>', 'name of the volume')
    .option('-y, --yes', 'do not ask')
    .action(action(deleteVolume));
  volume
    .command('ls')
    .description('list files')
    .argument('<volume>', 'name of the volume')
    .argument('[path]', 'folder')
    .option('-r, --recursive', 'with all folders below')
    .action(action(listFiles));
  volume
    .command('put')
    .description('upload a file or a folder')
    .argument('<volume>', 'name of the volume')
    .argument('<source>', 'file or folder; - for stdin')
    .argument(
      '[target]',
      'path in the volume (default: the name of the source)',
    )
    .option('--no-replace', 'refuse where the file is there already')
    .addHelpText(
      'after',
      '\nExamples:\n  pagoda volume put texts moby-dick.txt\n  pagoda volume put texts corpus/ books',
    )
    .action(action(putFiles));
  volume
    .command('get')
    .description(
      'with a path: download a file or folder; without: show the volume',
    )
    .argument('<volume>', 'name of the volume')
    .argument('[path]', 'file or folder; . for all')
    .option(
      '-O, --output <path>',
      'folder to write to (default: here); - for stdout',
    )
    .action(action(getFiles));
  volume
    .command('rm')
    .description('delete a file or folder')
    .argument('<volume>', 'name of the volume')
    .argument('<path>', 'file or folder')
    .option('-r, --recursive', 'a folder with all below')
    .action(action(removeFile));
}

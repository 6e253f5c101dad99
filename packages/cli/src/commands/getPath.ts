import { basename } from 'node:path';
import { CliError, EXIT } from '../context/CliError';
import type { Context } from '../context/Context';
import { downloadFile } from '../transfer/downloadFile';
import { downloadToStdout } from '../transfer/downloadToStdout';
import { downloadTree } from '../transfer/downloadTree';
import { fileTarget } from '../transfer/fileTarget';
import { ProgressBar } from '../transfer/ProgressBar';
import { addressOf, readFolder } from './readFolder';

/** What {@link getPath} takes. */
export interface GetPathOptions {
  /** Path of the API of the root. */
  base: string;
  /** Below the root; `''` for all. */
  path: string;
  /** `-` for stdout; by default, the name of the file or folder. */
  output?: string;
  /** Whether the API has to be told to list what is below folders too; results are always listed so. */
  recursive?: boolean;
  /** What the root is called on disk. */
  rootName: string;
}

/** Downloads a file or a folder of a volume or of a run's results. */
export async function getPath(
  context: Context,
  { base, path, output: wanted, recursive, rootName }: GetPathOptions,
): Promise<void> {
  const { output } = context;
  if (wanted === '-' && path !== '') {
    await downloadToStdout(context, addressOf(base, path));
    return;
  }
  const list = await readFolder(context, base, path, { recursive });
  const name = path === '' ? rootName : basename(path);
  if (!list) {
    const target = await fileTarget(wanted, name);
    const progress = new ProgressBar(name, undefined, output.interactive);
    const address = addressOf(base, path);
    await downloadFile(context, { path: address, target, progress });
    progress.end();
    output.note(target);
    return;
  }
  if (wanted === '-') {
    throw new CliError(
      'A folder cannot go to stdout',
      EXIT.usage,
      'Name a file, or get a zip of it where there is one: pagoda run results archive RUN -O -',
    );
  }
  if (list.items.length === 0) {
    throw new CliError(`There are no files in ${name}`, EXIT.notFound);
  }
  if (list.truncated) {
    throw new CliError(
      `There are more than ${list.items.length} files`,
      EXIT.usage,
      'Get folder by folder, or a zip of all: pagoda run results archive',
    );
  }
  const folder = wanted ?? name;
  const count = await downloadTree(context, {
    ...{ base, folder, from: path },
    files: list.items,
  });
  output.note(`${count} ${count === 1 ? 'file' : 'files'} in ${folder}`);
}

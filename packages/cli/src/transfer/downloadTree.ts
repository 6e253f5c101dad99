import { join, resolve, sep } from 'node:path';
import type { FileEntry } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../context/CliError';
import type { Context } from '../context/Context';
import { downloadFile } from './downloadFile';
import { ProgressBar } from './ProgressBar';

/** What {@link downloadTree} takes. */
export interface DownloadTreeOptions {
  /** Path of the API below which the files are. */
  base: string;
  files: FileEntry[];
  folder: string;
  title: string;
}

/** Downloads files into a folder, with their folders. */
export async function downloadTree(
  context: Context,
  { base, files, folder, title }: DownloadTreeOptions,
): Promise<void> {
  const wanted = files.filter(file => file.type === 'file');
  const total = wanted.reduce((sum, file) => sum + file.size, 0);
  const progress = new ProgressBar(title, total, context.output.interactive);
  for (const file of wanted) {
    await downloadFile(context, {
      path: `${base}/${encodePath(file.path)}`,
      target: within(folder, file.path),
      sha256: file.sha256,
      progress,
    });
  }
  progress.end();
}

/** A path of the API with its segments encoded. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** A server may be wrong or hostile: nothing is written outside the folder. */
function within(folder: string, path: string): string {
  const target = resolve(folder, path);
  if (!target.startsWith(resolve(folder) + sep)) {
    throw new CliError(
      `The server names a file outside the folder: ${path}`,
      EXIT.server,
    );
  }
  return join(target);
}

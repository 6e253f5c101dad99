import { mkdir } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { FileEntry } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../context/CliError';
import type { Context } from '../context/Context';
import { downloadFile } from './downloadFile';
import { encodePath } from './paths';
import { ProgressBar } from './ProgressBar';

/** Files that are downloaded at the same time: many small ones would wait for the network one after the other. */
const PARALLEL = 4;

/** What {@link downloadTree} takes. */
export interface DownloadTreeOptions {
  /** Path of the API below which the files are. */
  base: string;
  files: FileEntry[];
  /** Folder of the API whose content goes into `folder`; `''` for the root. */
  from: string;
  folder: string;
}

/** Downloads files into a folder, with their folders. Returns how many files there were. */
export async function downloadTree(
  context: Context,
  { base, files, from, folder }: DownloadTreeOptions,
): Promise<number> {
  const targetOf = (file: FileEntry) =>
    within(folder, from === '' ? file.path : file.path.slice(from.length + 1));
  await mkdir(folder, { recursive: true });
  for (const file of files.filter(({ type }) => type === 'directory')) {
    await mkdir(targetOf(file), { recursive: true });
  }
  const wanted = files.filter(({ type }) => type === 'file');
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  const progress = new ProgressBar(folder, total, context.output.interactive);
  const queue = wanted.values();
  const work = async () => {
    for (const file of queue) {
      await downloadFile(context, {
        path: `${base}/${encodePath(file.path)}`,
        target: targetOf(file),
        sha256: file.sha256,
        progress,
      });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  progress.end();
  return wanted.length;
}

/** A server may be wrong or hostile: nothing is written outside the folder. */
function within(folder: string, path: string): string {
  const root = resolve(folder);
  const target = resolve(root, path);
  if (target !== root && !target.startsWith(root + sep)) {
    throw new CliError(
      `The server names a file outside the folder: ${path}`,
      EXIT.server,
    );
  }
  return target;
}

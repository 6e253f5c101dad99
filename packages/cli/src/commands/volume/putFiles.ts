import type { FileEntry } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { collectUploads } from '../../transfer/collectUploads';
import { ProgressBar } from '../../transfer/ProgressBar';
import { uploadFile } from '../../transfer/uploadFile';
import { addressOf } from '../readFolder';
import { filesPath } from './filesPath';

/** `pagoda volume put` */
export async function putFiles(
  context: Context,
  { replace }: { replace: boolean },
  volume: string,
  source: string,
  target: string | undefined,
): Promise<void> {
  const { output } = context;
  const uploads = await collectUploads(source, target, path =>
    output.warn(`${path} is neither a file nor a folder: left out`),
  );
  const base = filesPath(await context.project(), volume);
  const total = uploads.reduce((sum, { size = 0 }) => sum + size, 0);
  const progress = new ProgressBar(volume, total, output.interactive);
  const items: FileEntry[] = [];
  for (const { source: from, target: to, size } of uploads) {
    const file = await uploadFile(context, {
      ...{ source: from, size, replace, progress },
      path: addressOf(base, to),
    });
    if (output.structured) {
      items.push(file);
    } else {
      // At once: what is stored stays, even when a later file fails.
      output.write(`${file.path}\n`);
    }
  }
  progress.end();
  if (output.structured) {
    output.list({ items }, [], file => file.path, '');
  }
}

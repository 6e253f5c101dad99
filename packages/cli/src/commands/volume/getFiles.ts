import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { downloadFile } from '../../transfer/downloadFile';
import { downloadTree, encodePath } from '../../transfer/downloadTree';
import { ProgressBar } from '../../transfer/ProgressBar';
import { getVolume } from './getVolume';
import { filesPath, listVolumeFiles } from './listVolumeFiles';

/** `pagoda volume get` */
export async function getFiles(
  context: Context,
  options: { output?: string },
  volume: string,
  path: string | undefined,
): Promise<void> {
  if (path === undefined) {
    await getVolume(context, volume);
    return;
  }
  const { output } = context;
  const base = filesPath(await context.project(), volume);
  const wanted = path.replace(/^[./]+|\/+$/g, '') || undefined;
  if (options.output === '-') {
    await toStdout(context, `${base}/${encodePath(wanted ?? '')}`);
    return;
  }
  const list = await listVolumeFiles(context, base, wanted, true);
  if (list) {
    const folder = options.output ?? volume;
    await downloadTree(context, {
      base,
      files: list.items,
      folder,
      title: volume,
    });
    output.note(
      `${list.items.filter(f => f.type === 'file').length} files in ${folder}`,
    );
    return;
  }
  const target = options.output?.endsWith('/')
    ? join(options.output, basename(wanted ?? volume))
    : (options.output ?? basename(wanted ?? volume));
  const progress = new ProgressBar(target, undefined, output.interactive);
  await downloadFile(context, {
    path: `${base}/${encodePath(wanted ?? '')}`,
    target,
    progress,
  });
  progress.end();
  output.note(target);
}

async function toStdout(context: Context, path: string): Promise<void> {
  const response = await context.fetch(path);
  if (!response.ok || !response.body) {
    throw await PagodaApiError.fromResponse(response);
  }
  await pipeline(
    Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
    process.stdout,
    { end: false },
  );
}

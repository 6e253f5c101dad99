import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { encodePath } from '../../transfer/downloadTree';
import { ProgressBar } from '../../transfer/ProgressBar';
import { resolveRun } from '../arguments';

/** `pagoda run results archive` */
export async function archiveResults(
  context: Context,
  options: { output?: string },
  name: string,
  path: string | undefined,
): Promise<void> {
  const run = await resolveRun(context, name);
  const below = path === undefined ? '' : `/${encodePath(path)}`;
  const response = await context.fetch(
    `/runs/${run}/results${below}?archive=zip`,
  );
  if (!response.ok || !response.body) {
    throw await PagodaApiError.fromResponse(response);
  }
  const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
  if (options.output === '-') {
    await pipeline(body, process.stdout, { end: false });
    return;
  }
  const target = options.output ?? `run-${run}.zip`;
  const progress = new ProgressBar(
    target,
    undefined,
    context.output.interactive,
  );
  body.on('data', (chunk: Buffer) => progress.add(chunk.length));
  await pipeline(body, createWriteStream(`${target}.part`));
  await rename(`${target}.part`, target);
  progress.end();
  context.output.note(target);
}

import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../context/Context';
import { openDownload } from './openDownload';
import { ProgressBar } from './ProgressBar';

/** Downloads an archive that the server makes on the way; its length is not known, and a broken one is not kept. */
export async function downloadArchive(
  context: Context,
  path: string,
  target: string,
): Promise<void> {
  const { output } = context;
  const { body } = await openDownload(context, path);
  const progress = new ProgressBar(target, undefined, output.interactive);
  body.on('data', (chunk: Buffer) => progress.add(chunk.length));
  const part = `${target}.part`;
  try {
    await pipeline(body, createWriteStream(part));
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  await rename(part, target);
  progress.end();
}

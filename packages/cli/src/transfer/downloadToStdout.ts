import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { CliError, EXIT } from '../context/CliError';
import type { Context } from '../context/Context';
import { openDownload } from './openDownload';

/**
 * Writes a file or an archive of the API to stdout.
 *
 * @throws CliError when, at the end, the checksum is wrong
 */
export async function downloadToStdout(
  context: Context,
  path: string,
): Promise<void> {
  const { body, sha256 } = await openDownload(context, path);
  const hash = createHash('sha256');
  body.on('data', (chunk: Buffer) => hash.update(chunk));
  await pipeline(body, process.stdout, { end: false });
  const found = hash.digest('hex');
  if (sha256 !== undefined && found !== sha256) {
    throw new CliError(
      `What came has the SHA-256 ${found}, ${sha256} was expected`,
      EXIT.server,
    );
  }
}

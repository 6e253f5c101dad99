import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Files } from '../Files';
import { contentDisposition } from './contentDisposition';
import { sendStream, setSafeHeaders } from './sendStream';

/**
 * Answers GET or HEAD of everything below a folder as a zip archive, made while it is sent.
 *
 * @param name - of the archive, without `.zip`
 * @throws FileError as Files.stat
 */
export async function sendZip(
  files: Files,
  path: string,
  name: string,
  req: Pick<IncomingMessage, 'method'>,
  res: ServerResponse,
): Promise<void> {
  const archive = files.zip(path);
  // The first part, before the status is sent: a folder that cannot be read is an error, not an empty archive.
  const first = await archive.next();
  setSafeHeaders(res);
  res.statusCode = 200;
  res.setHeader('Content-Type', 'application/zip');
  res.setHeader('Content-Disposition', contentDisposition(`${name}.zip`));
  if (req.method === 'HEAD') {
    await archive.return(undefined);
    res.end();
    return;
  }
  await sendStream(
    (async function* all() {
      try {
        if (!first.done) {
          yield first.value;
        }
        yield* archive;
      } finally {
        await archive.return(undefined);
      }
    })(),
    res,
  );
}

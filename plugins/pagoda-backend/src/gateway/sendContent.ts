import type { IncomingMessage, ServerResponse } from 'node:http';
import { FileError } from '../files/FileError';
import type { Files } from '../files/Files';
import { isSameFile } from '../files/gateway/protocol';
import { parseRange } from '../files/http/parseRange';
import { sendStream } from '../files/http/sendStream';

/**
 * Sends a file's bytes: all, or a `Range`. The media type is never the file's own: the proxy of Kubernetes' API server
 * rewrites links in HTML.
 *
 * @param version - of the file that is meant: another that has taken its name is refused, one that has grown is not
 * @throws FileError as Files.open, `FileChanged`, `RangeNotSatisfiable`
 */
export async function sendContent(
  files: Files,
  path: string,
  version: string | undefined,
  req: Pick<IncomingMessage, 'headers'>,
  res: ServerResponse,
): Promise<void> {
  const file = await files.open(path);
  try {
    if (version !== undefined && !isSameFile(version, file.version)) {
      throw new FileError(
        'FileChanged',
        `'${path}' was replaced while it was read`,
        { advice: 'Try again.' },
      );
    }
    const range = parseRange(req.headers.range, file.size);
    if (range === 'unsatisfiable') {
      throw new FileError(
        'RangeNotSatisfiable',
        `Range: the file has ${file.size} bytes, so '${req.headers.range}' names none of them`,
      );
    }
    const { start, end } = range ?? { start: 0, end: file.size - 1 };
    res.writeHead(range ? 206 : 200, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': end - start + 1,
      'Cache-Control': 'no-store',
      'Accept-Ranges': 'bytes',
      ETag: `"${file.version}"`,
      ...(range && { 'Content-Range': `bytes ${start}-${end}/${file.size}` }),
    });
    await sendStream(file.read(start, end + 1), res);
  } finally {
    await file.close();
  }
}

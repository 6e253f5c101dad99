import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename } from 'node:path/posix';
import { FileError } from '../FileError';
import type { Files, OpenFile } from '../Files';
import { mediaTypeOf } from '../mediaTypes';
import { contentDisposition } from './contentDisposition';
import { parseRange } from './parseRange';
import { sendStream, setSafeHeaders } from './sendStream';

/** Options of {@link sendFile}. */
export interface SendFileOptions {
  /** Whether somebody may be writing the file right now: then nothing is promised of its bytes. */
  changing?: boolean;
}

/** A bigger file, in bytes, is sent before its checksum is known; the next request then has it. */
const HASH_FIRST = 512 * 1024 * 1024;

/**
 * Answers GET or HEAD of a file: Range (one), If-Range, If-None-Match, If-Modified-Since, ETag, and `Digest` (RFC 3230).
 *
 * @throws FileError as {@link Files.open}; `RangeNotSatisfiable`, with `Content-Range` set.
 */
export async function sendFile(
  files: Files,
  path: string,
  req: Pick<IncomingMessage, 'method' | 'headers'>,
  res: ServerResponse,
  options: SendFileOptions = {},
): Promise<void> {
  const file = await files.open(path);
  try {
    await sendOpenFile(files, file, req, res, options);
  } finally {
    await file.close();
  }
}

async function sendOpenFile(
  files: Files,
  file: OpenFile,
  req: Pick<IncomingMessage, 'method' | 'headers'>,
  res: ServerResponse,
  { changing = false }: SendFileOptions,
): Promise<void> {
  const sha256 = changing ? undefined : await checksum(files, file);
  const tags = entityTags(file, sha256, changing);
  const { headers } = req;
  if (isUnchanged(headers, tags, file.modifiedAt)) {
    res.statusCode = 304;
    setValidators(res, tags, file);
    setSafeHeaders(res);
    res.end();
    return;
  }
  const range = ifRangeHolds(headers, tags)
    ? parseRange(headers.range, file.size)
    : undefined;
  if (range === 'unsatisfiable') {
    res.setHeader('Content-Range', `bytes */${file.size}`);
    throw new FileError(
      'RangeNotSatisfiable',
      `Range: the file has ${file.size} bytes, so '${headers.range}' names none of them`,
      { advice: `Ask for bytes=0-${Math.max(0, file.size - 1)} or less.` },
    );
  }
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  setValidators(res, tags, file);
  setSafeHeaders(res);
  res.setHeader('Content-Type', mediaTypeOf(file.path));
  res.setHeader('Content-Disposition', contentDisposition(basename(file.path)));
  res.setHeader('Accept-Ranges', 'bytes');
  res.setHeader('Content-Length', end - start + 1);
  if (sha256 !== undefined) {
    const digest = Buffer.from(sha256, 'hex').toString('base64');
    res.setHeader('Digest', `sha-256=${digest}`);
  }
  if (range) {
    res.statusCode = 206;
    res.setHeader('Content-Range', `bytes ${start}-${end}/${file.size}`);
  } else {
    res.statusCode = 200;
  }
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  await sendStream(file.read(start, end + 1), res);
}

/** Waits for the checksum, unless computing it takes long; then it is computed for the next request. */
async function checksum(
  files: Files,
  file: OpenFile,
): Promise<string | undefined> {
  if (file.knownSha256 !== undefined) {
    return file.knownSha256;
  }
  const computed = files.sha256(file);
  if (file.size <= HASH_FIRST) {
    return computed;
  }
  // Should it fail, the next request tries again and sees why.
  computed.catch(() => undefined);
  return undefined;
}

/**
 * The tags that the file answers to; the first is sent. One comes from its checksum and one from its version, so that a
 * download that began before the checksum was known can go on.
 */
function entityTags(
  file: OpenFile,
  sha256: string | undefined,
  changing: boolean,
): string[] {
  const version = createHash('sha256')
    .update(file.version)
    .digest('base64url')
    .slice(0, 22);
  if (changing) {
    return [`W/"${version}"`];
  }
  return [...(sha256 === undefined ? [] : [`"${sha256}"`]), `"${version}"`];
}

function setValidators(
  res: ServerResponse,
  tags: string[],
  file: OpenFile,
): void {
  res.setHeader('ETag', tags[0]);
  res.setHeader('Last-Modified', file.modifiedAt.toUTCString());
}

/** RFC 9110, 13.2.2. */
function isUnchanged(
  headers: IncomingMessage['headers'],
  tags: string[],
  modifiedAt: Date,
): boolean {
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) {
    const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
    const given = noneMatch.split(',').map(opaque);
    return (
      noneMatch.trim() === '*' || tags.some(tag => given.includes(opaque(tag)))
    );
  }
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Math.floor(modifiedAt.getTime() / 1000) * 1000 <= since;
}

/** Whether a range may be sent: the client has the same file's other bytes. Weak tags do not prove that. */
function ifRangeHolds(
  headers: IncomingMessage['headers'],
  tags: string[],
): boolean {
  const ifRange = headers['if-range'];
  return (
    ifRange === undefined ||
    (tags.includes(String(ifRange).trim()) && !String(ifRange).startsWith('W/'))
  );
}

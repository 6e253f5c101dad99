import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import {
  constants,
  crc32,
  createDeflateRaw,
  deflateRawSync,
  type ZlibOptions,
} from 'node:zlib';
import type { Directory } from './Directory';
import { FileError } from './FileError';
import { isCompressed, mediaTypeOf } from './mediaTypes';
import { walk, type WalkEntry } from './walk';
import {
  centralRecord,
  dataDescriptor,
  endOfArchive,
  localHeader,
  type ZipEntry,
} from './zipFormat';

/** Read and deflated at once, in bytes. */
const CHUNK = 256 * 1024;
/** Parts are sent when they are so many bytes together. */
const GATHERED = 64 * 1024;
/** By which deflating may make a chunk bigger, in bytes. */
const MAX_OVERHEAD = 1024;

/**
 * Everything below a directory, or nothing, as a zip archive (APPNOTE 6.3.10, with Zip64 where it is needed), made as it is read: of a
 * file's bytes never more than a few chunks are in memory, and of a file that is done its line in the archive's index.
 */
export function zipEntries(
  directory: Directory | undefined,
): AsyncGenerator<Buffer> {
  return gather(zipParts(directory));
}

/** Joins small parts to bigger ones: sending each by itself costs more than making it. */
async function* gather(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let small: Buffer[] = [];
  let bytes = 0;
  for await (const part of parts) {
    small.push(part);
    bytes += part.length;
    if (bytes >= GATHERED) {
      yield small.length === 1 ? part : Buffer.concat(small);
      small = [];
      bytes = 0;
    }
  }
  yield Buffer.concat(small);
}

async function* zipParts(
  directory: Directory | undefined,
): AsyncGenerator<Buffer> {
  const index: Buffer[] = [];
  let offset = 0n;
  let omitted = false;
  const onOmission = () => {
    omitted = true;
  };
  const entries = directory
    ? walk(directory, '', { recursive: true, onOmission })
    : [];
  for await (const entry of entries) {
    const zipEntry: ZipEntry = {
      name: entry.path,
      isDirectory: entry.stats.isDirectory(),
      modifiedAt: entry.stats.mtime,
      offset,
      expectedSize: entry.stats.isFile() ? entry.stats.size : 0n,
      crc: 0,
      size: 0n,
      compressedSize: 0n,
    };
    for await (const part of zipOne(entry, zipEntry)) {
      offset += BigInt(part.length);
      yield part;
    }
    if (offset > zipEntry.offset) {
      index.push(centralRecord(zipEntry));
    }
  }
  if (omitted) {
    // A broken download is noticed; an archive that lacks files is not.
    throw new FileError(
      'InvalidPath',
      'path: has too many folders within each other for one archive',
    );
  }
  let indexSize = 0n;
  for (const record of index) {
    indexSize += BigInt(record.length);
    yield record;
  }
  yield endOfArchive(BigInt(index.length), offset, indexSize);
}

async function* zipOne(
  entry: WalkEntry,
  zipEntry: ZipEntry,
): AsyncGenerator<Buffer> {
  if (zipEntry.isDirectory) {
    yield localHeader(zipEntry);
    return;
  }
  const file = await openIfThere(entry);
  if (!file) {
    return;
  }
  try {
    yield localHeader(zipEntry);
    const bytes = readCounted(file, zipEntry);
    const parts = deflate(bytes, zipEntry.expectedSize, {
      level: isCompressed(mediaTypeOf(entry.path))
        ? constants.Z_NO_COMPRESSION
        : constants.Z_BEST_SPEED,
      chunkSize: CHUNK,
    });
    for await (const part of parts) {
      zipEntry.compressedSize += BigInt(part.length);
      yield part;
    }
    yield dataDescriptor(zipEntry);
  } finally {
    await file.close();
  }
}

async function* deflate(
  bytes: AsyncIterable<Buffer>,
  expectedSize: bigint,
  options: ZlibOptions,
): AsyncGenerator<Buffer> {
  if (expectedSize <= CHUNK) {
    // A stream for each of many small files takes longer than deflating them, and memory that is slow to come back.
    const parts: Buffer[] = [];
    for await (const part of bytes) {
      parts.push(part);
    }
    const whole = Buffer.concat(parts);
    yield deflateRawSync(whole, {
      ...options,
      chunkSize: whole.length + MAX_OVERHEAD,
    });
    return;
  }
  const stream = createDeflateRaw(options);
  // What goes wrong comes out of the stream as well.
  pipeline(bytes, stream, () => undefined);
  yield* stream as AsyncIterable<Buffer>;
}

/** `undefined` where it has vanished since it was listed. */
async function openIfThere(entry: WalkEntry): Promise<FileHandle | undefined> {
  try {
    return await entry.parent.openFile(entry.name);
  } catch (error) {
    if (error instanceof FileError && error.code !== 'Unreadable') {
      return undefined;
    }
    throw error;
  }
}

/** Reads as much as was there when the file was listed; counts and sums up on the way. */
async function* readCounted(
  file: FileHandle,
  entry: ZipEntry,
): AsyncGenerator<Buffer> {
  while (entry.size < entry.expectedSize) {
    const left = entry.expectedSize - entry.size;
    const length = left < CHUNK ? Number(left) : CHUNK;
    const { buffer, bytesRead } = await file.read(
      Buffer.allocUnsafe(length),
      0,
      length,
      Number(entry.size),
    );
    if (bytesRead === 0) {
      return; // It has become shorter.
    }
    const chunk = buffer.subarray(0, bytesRead);
    entry.crc = crc32(chunk, entry.crc);
    entry.size += BigInt(bytesRead);
    yield chunk;
  }
}

import type { FileHandle } from 'node:fs/promises';

/** Read at once, in bytes. */
const CHUNK = 256 * 1024;

/** The bytes of an open file from `start` to before `end`. @throws Error where it has become shorter. */
export async function* readRange(
  file: FileHandle,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  for (let position = start; position < end;) {
    const length = Math.min(CHUNK, end - position);
    const { buffer, bytesRead } = await file.read(
      Buffer.allocUnsafe(length),
      0,
      length,
      position,
    );
    if (bytesRead === 0) {
      throw new Error(
        `The file has become shorter than its ${end} bytes while it was sent`,
      );
    }
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

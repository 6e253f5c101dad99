import { open, type FileHandle } from 'node:fs/promises';
import { parseCriLine, type CriLine } from './criLine';

/** A line with where it ends in its file, in bytes. */
export interface PlacedLine extends CriLine {
  end: number;
}

const CHUNK = 256 * 1024;
const NEWLINE = 0x0a;

/** One log file, read by byte offset. */
export class LogFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Complete lines from `offset` (the beginning of a line); memory is bounded by one chunk
   * and the longest line.
   */
  async *lines(offset: number): AsyncGenerator<PlacedLine> {
    const handle = await this.#open();
    if (!handle) {
      return;
    }
    try {
      const buffer = Buffer.allocUnsafe(CHUNK);
      let rest = Buffer.alloc(0);
      let position = offset;
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, CHUNK, position);
        if (bytesRead === 0) {
          return;
        }
        const data = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
        const base = position - rest.length;
        position += bytesRead;
        let from = 0;
        for (;;) {
          const newline = data.indexOf(NEWLINE, from);
          if (newline < 0) {
            break;
          }
          const line = parseCriLine(data.toString('utf8', from, newline));
          from = newline + 1;
          if (line) {
            yield { ...line, end: base + from };
          }
        }
        // A copy: the chunk's buffer is used again.
        rest = Buffer.from(data.subarray(from));
      }
    } finally {
      await handle.close();
    }
  }

  /**
   * Complete lines backwards, from the end of the file.
   *
   * @param before - only those that begin before this offset, which is the beginning of a line
   */
  async *linesBackwards(before = Infinity): AsyncGenerator<PlacedLine> {
    const handle = await this.#open();
    if (!handle) {
      return;
    }
    try {
      const { size } = await handle.stat();
      let position = Math.min(size, before);
      let tail = Buffer.alloc(0);
      let first = true;
      while (position > 0) {
        const length = Math.min(CHUNK, position);
        const chunk = Buffer.allocUnsafe(length);
        await handle.read(chunk, 0, length, position - length);
        position -= length;
        let data = Buffer.concat([chunk, tail]);
        if (first) {
          // What comes after the last newline is still being written.
          data = data.subarray(0, data.lastIndexOf(NEWLINE) + 1);
          first = data.length === 0;
        }
        let end = data.length;
        while (end > 0) {
          const begin = end < 2 ? 0 : data.lastIndexOf(NEWLINE, end - 2) + 1;
          if (begin === 0 && position > 0) {
            break;
          }
          const line = parseCriLine(data.toString('utf8', begin, end - 1));
          if (line) {
            yield { ...line, end: position + end };
          }
          end = begin;
        }
        tail = Buffer.from(data.subarray(0, end));
      }
    } finally {
      await handle.close();
    }
  }

  async #open(): Promise<FileHandle | undefined> {
    try {
      return await open(this.#path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        // The attempt has not written anything yet.
        return undefined;
      }
      throw error;
    }
  }
}

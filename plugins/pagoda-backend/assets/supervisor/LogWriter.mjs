// @ts-check
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** A longer line is cut into lines, in bytes; so much is held in memory for each stream. */
const LINE_LIMIT = 256 * 1024;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Writes a log file in the format of the Container Runtime Interface: `<time> <stream> F <text>`. */
export class LogWriter {
  #file;

  /** @param {string} path */
  constructor(path) {
    this.#file = openSync(path, 'a', 0o600);
  }

  /**
   * A function that takes what a stream gives, and a last call without anything at its end.
   *
   * @param {'stdout' | 'stderr'} name
   * @returns {(chunk?: Buffer) => void}
   */
  stream(name) {
    let rest = Buffer.alloc(0);
    return chunk => {
      const data = chunk ? Buffer.concat([rest, chunk]) : rest;
      const lines = splitLines(data, chunk === undefined);
      rest = Buffer.from(data.subarray(lines.end));
      this.#append(name, data, lines.bounds);
    };
  }

  close() {
    fsyncSync(this.#file);
    closeSync(this.#file);
  }

  /**
   * Synchronous, so that a command that writes faster than the disk takes it is held back by its pipe.
   *
   * @param {string} name
   * @param {Buffer} data
   * @param {number[]} bounds begin and end of each line in turn
   */
  #append(name, data, bounds) {
    if (bounds.length === 0) {
      return;
    }
    const head = Buffer.from(`${new Date().toISOString()} ${name} F `);
    const out = Buffer.allocUnsafe(
      data.length + (bounds.length / 2) * (head.length + 1),
    );
    let length = 0;
    for (let i = 0; i < bounds.length; i += 2) {
      length += head.copy(out, length);
      length += data.copy(out, length, bounds[i], bounds[i + 1]);
      length = out.writeUInt8(NEWLINE, length);
    }
    for (let at = 0; at < length;) {
      at += writeSync(this.#file, out, at, length - at);
    }
  }
}

/**
 * @param {Buffer} data
 * @param {boolean} last whether nothing follows, so that what has no newline is a line too
 */
function splitLines(data, last) {
  /** @type {number[]} */
  const bounds = [];
  let begin = 0;
  const add = (/** @type {number} */ end) => {
    while (end - begin > LINE_LIMIT) {
      const stop = cut(data, begin + LINE_LIMIT, begin);
      bounds.push(begin, stop);
      begin = stop;
    }
    bounds.push(begin, end);
  };
  for (;;) {
    const newline = data.indexOf(NEWLINE, begin);
    if (newline < 0) {
      break;
    }
    add(
      newline > begin && data[newline - 1] === RETURN ? newline - 1 : newline,
    );
    begin = newline + 1;
  }
  if (last && begin < data.length) {
    add(data.length);
    begin = data.length;
  }
  while (data.length - begin > LINE_LIMIT) {
    const stop = cut(data, begin + LINE_LIMIT, begin);
    bounds.push(begin, stop);
    begin = stop;
  }
  return { bounds, end: begin };
}

/**
 * Where to cut at the latest without cutting a UTF-8 character.
 *
 * @param {Buffer} data
 * @param {number} at
 * @param {number} begin
 */
function cut(data, at, begin) {
  let stop = at;
  while (stop > begin && at - stop < 4 && (data[stop] & 0xc0) === 0x80) {
    stop -= 1;
  }
  return stop > begin && (data[stop] & 0xc0) !== 0x80 ? stop : at;
}

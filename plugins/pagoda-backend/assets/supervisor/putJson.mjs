// @ts-check
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/**
 * Replaces a file as a whole.
 *
 * @param {string} path
 * @param {object} value
 * @param {{ durable?: boolean }} options
 */
export function putJson(path, value, { durable = false } = {}) {
  const temporary = `${path}.part`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify(value));
    if (durable) {
      fsyncSync(file);
    }
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

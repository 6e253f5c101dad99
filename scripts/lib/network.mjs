// Not by name: Node below 18.15 has no statfsSync, and shall say so in its own sentence.
import fs from 'node:fs';
import { Failure } from './fail.mjs';

const NO_NETWORK =
  /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|ECONNRESET|RequestError|network/i;

/**
 * Why a package manager failed, in one sentence.
 *
 * @param {{stdout?: string, stderr?: string, error?: Error}} result
 * @param {string} what
 */
export function explainNpm(result, what) {
  const output = `${result.stdout ?? ''}\n${result.stderr ?? ''}\n${
    result.error?.message ?? ''
  }`;
  if (/ENOSPC/.test(output)) {
    return new Failure(`The disk is full: make room and start again.`);
  }
  if (NO_NETWORK.test(output)) {
    return new Failure(
      `The package registry cannot be reached to fetch ${what.replace(/^The/, 'the')}: check the network (and https_proxy) and start again.`,
    );
  }
  if (/ENOENT/.test(result.error?.message ?? '')) {
    return new Failure(
      'npm was not found: install it with Node and start again.',
    );
  }
  const last = output
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
    .slice(-8)
    .join('\n  ');
  return new Failure(`${what} could not be installed:\n  ${last}`);
}

/**
 * @param {string} folder
 * @param {number} gibibytes
 */
export function requireSpace(folder, gibibytes) {
  fs.mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = fs.statfsSync(folder);
  const free = (bavail * bsize) / 2 ** 30;
  if (free < gibibytes) {
    throw new Failure(
      `Not enough disk space: ${gibibytes} GiB are needed at ${folder}, ${free.toFixed(
        1,
      )} GiB are free.`,
    );
  }
}

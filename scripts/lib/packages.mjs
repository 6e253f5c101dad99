import { spawnSync } from 'node:child_process';
import { Failure } from './fail.mjs';

/**
 * Sees to it that commands are there: installs the Debian packages of those that are missing, or says which they are.
 *
 * @param {Record<string, string>} wanted package by command; a command may be a path
 * @param {{report: (text: string) => void}} options
 */
export function ensureCommands(wanted, { report }) {
  const missing = Object.entries(wanted)
    .filter(([command]) => !isThere(command))
    .map(([, name]) => name);
  if (missing.length === 0) {
    return;
  }
  const list = [...new Set(missing)].join(' ');
  if (process.getuid?.() !== 0 || !isThere('apt-get')) {
    throw new Failure(
      `Missing: ${list}. Install them: sudo apt-get install --no-install-recommends ${list}`,
    );
  }
  report(`Installing ${list}`);
  const { status, stderr } = spawnSync(
    'sh',
    [
      '-c',
      `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${list}`,
    ],
    {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  if (status !== 0) {
    throw new Failure(`apt-get could not install ${list}:\n  ${stderr.trim()}`);
  }
}

/** Whether a command is in PATH, or a file of that path is there. */
export function isThere(command) {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', command]).status === 0;
}

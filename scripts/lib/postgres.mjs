import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { freePort } from './ports.mjs';

const peer = join(root, 'testing', 'peers', 'postgres');

function installed() {
  const base = '/usr/lib/postgresql';
  return (
    existsSync(base) &&
    readdirSync(base).some(version =>
      existsSync(join(base, version, 'bin', 'initdb')),
    )
  );
}

/**
 * Starts a PostgreSQL server of its own in `folder`; `undefined` where it is not installed.
 *
 * @param {string} folder
 * @returns {Promise<{url: string, stop: () => void} | undefined>}
 */
export async function startPostgres(folder) {
  if (!installed()) {
    return undefined;
  }
  const env = {
    ...process.env,
    PG_ROOT: folder,
    PG_PORT: String(await freePort()),
  };
  const up = spawnSync('bash', [join(peer, 'postgres-up.sh')], {
    env,
    encoding: 'utf8',
  });
  if (up.status !== 0) {
    throw new Error(`PostgreSQL could not be started:\n${up.stderr}`);
  }
  return {
    url: up.stdout.trim().split('\n').at(-1),
    stop: () => {
      spawnSync('bash', [join(peer, 'postgres-down.sh'), '--purge'], { env });
    },
  };
}

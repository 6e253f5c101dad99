import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { environmentWith } from './node.mjs';
import { root } from './paths.mjs';

const peer = join(root, 'testing', 'peers', 'podman');
/** Where podman-up.sh has its state by default. */
const socket = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'pagoda-peers/podman/podman.sock',
);

/**
 * Starts a real Podman (see testing/peers/podman). One that runs already, in the usual place, is used and left running.
 *
 * @param {{node: string, report: (message: string) => void}} options
 * @returns {{environment: Record<string, string>, stop: () => void}}
 */
export function startPodman({ node, report }) {
  const env = environmentWith(node);
  const runs = answers();
  report(runs ? `Using the Podman of ${socket}` : 'Starting Podman');
  const stop = () => {
    if (!runs) {
      spawnSync(join(peer, 'podman-down.sh'), ['--purge'], {
        env,
        stdio: 'ignore',
      });
    }
  };
  const up = spawnSync(join(peer, 'podman-up.sh'), [], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (up.status !== 0) {
    stop();
    throw new Error(`Podman could not be started:\n${up.stderr}`);
  }
  return {
    environment: { PODMAN_PEER_SOCKET: up.stdout.trim().split('\n').at(-1) },
    stop,
  };
}

function answers() {
  const { status } = spawnSync(
    'curl',
    ['-sf', '-o', '/dev/null', '--unix-socket', socket, 'http://podman/_ping'],
    { stdio: 'ignore' },
  );
  return status === 0;
}

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Failure } from './fail.mjs';
import { environmentWith } from './node.mjs';
import { isThere } from './packages.mjs';
import { root } from './paths.mjs';

const peer = join(root, 'testing', 'peers', 'openstack');
const AUTH_URL = 'http://127.0.0.1:5000/v3';
/** As in testing/peers/openstack/lib.sh. */
const REGION = 'RegionOne';
const PASSWORD = 'secret';

/**
 * Starts a real OpenStack (see testing/peers/openstack). One that runs already, in the usual place, is used and left running.
 * What was started is stopped by `stop`; its data stays for the next time, which is quicker then.
 *
 * @param {{node: string, report: (text: string) => void}} options
 * @returns {{environment: Record<string, string>, stop: () => void}} the environment of tests
 */
export function startOpenStack({ node, report }) {
  const env = environmentWith(node);
  if (
    process.platform !== 'linux' ||
    !isThere('dpkg') ||
    process.getuid() !== 0
  ) {
    throw new Failure(
      'The real OpenStack is put together from Debian packages, by root: run this as root on Debian.',
    );
  }
  const runs = answers();
  report(
    runs
      ? `Using the OpenStack at ${AUTH_URL}`
      : 'Starting OpenStack (2 to 4 minutes the first time, half a minute later)',
  );
  const stop = () => {
    if (!runs) {
      spawnSync(join(peer, 'openstack-down.sh'), [], { env, stdio: 'ignore' });
    }
  };
  // Also of one that runs already: something of it may be missing.
  const { status, stdout } = spawnSync(join(peer, 'openstack-up.sh'), [], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) {
    stop();
    throw new Failure('OpenStack could not be started, see above.');
  }
  return {
    environment: {
      OPENSTACK_PEER_AUTH_URL: AUTH_URL,
      OPENSTACK_PEER_REGION: REGION,
      OPENSTACK_PEER_PASSWORD: PASSWORD,
      OPENSTACK_PEER_CLOUDS: stdout.trim().split('\n').at(-1),
    },
    stop,
  };
}

function answers() {
  const { status } = spawnSync('curl', ['-sf', '-o', '/dev/null', AUTH_URL], {
    stdio: 'ignore',
  });
  return status === 0;
}

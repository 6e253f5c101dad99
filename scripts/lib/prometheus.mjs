import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from './fail.mjs';
import { environmentWith } from './node.mjs';
import { ensureCommands } from './packages.mjs';
import { root } from './paths.mjs';

const peer = join(root, 'testing', 'peers', 'prometheus');
/** Debian packages by what they are looked for. */
const NEEDS = {
  prometheus: 'prometheus',
  promtool: 'prometheus',
  'prometheus-node-exporter': 'prometheus-node-exporter',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  curl: 'curl',
};
const SETTINGS = {
  PROM_ROOT: join(
    process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
    'pagoda-peers/prometheus',
  ),
  PROM_PORT: '9490',
  PROM_NODE_EXPORTER: '1',
  PROM_ALERTMANAGER: '1',
};

/**
 * Starts a real Prometheus with node exporter and Alertmanager (see testing/peers/prometheus). One that PROMETHEUS_PEER_URL
 * names, or that runs already in the usual place, is used and left running.
 *
 * @param {{node: string, report: (message: string) => void}} options
 * @returns {{environment: Record<string, string>, stop: () => void}}
 */
export function startPrometheus({ node, report }) {
  ensureCommands(NEEDS, { report });
  if (process.env.PROMETHEUS_PEER_URL) {
    report('Using the Prometheus that PROMETHEUS_PEER_URL names');
    return { environment: {}, stop: () => {} };
  }
  const env = { ...environmentWith(node), ...SETTINGS };
  const runs = answers();
  report(runs ? 'Using the Prometheus that runs' : 'Starting Prometheus');
  const stop = () => {
    if (!runs) {
      spawnSync(join(peer, 'prometheus-down.sh'), ['--purge'], {
        env,
        stdio: 'ignore',
      });
    }
  };
  const up = spawnSync(join(peer, 'prometheus-up.sh'), [], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (up.status !== 0) {
    stop();
    throw new Failure('Prometheus could not be started, see above.');
  }
  return {
    environment: {
      PROMETHEUS_PEER_URL: up.stdout.trim().split('\n').at(-1),
      PROMETHEUS_PEER_NODE_EXPORTER_URL: `http://127.0.0.1:${Number(SETTINGS.PROM_PORT) + 1}`,
      PROMETHEUS_PEER_ALERTMANAGER_URL: `http://127.0.0.1:${Number(SETTINGS.PROM_PORT) + 2}`,
    },
    stop,
  };
}

function answers() {
  const { status } = spawnSync(
    'curl',
    ['-sf', '-m', '5', `http://127.0.0.1:${SETTINGS.PROM_PORT}/-/ready`],
    { stdio: 'ignore' },
  );
  return status === 0;
}

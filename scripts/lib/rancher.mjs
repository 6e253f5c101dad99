import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from './fail.mjs';
import { ensureKubernetesBuilt, isRunning } from './kubernetes.mjs';
import { environmentWith } from './node.mjs';
import { root } from './paths.mjs';

const folder = join(root, 'testing', 'peers', 'rancher');
const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'pagoda-peers',
);

/** By the beginning of the variables in which tests find them. */
const PEERS = {
  RANCHER_PEER: {
    RANCHER_ROOT: join(cache, 'rancher'),
    RANCHER_PORT: '18443',
    RANCHER_GENERATION: '2.15',
  },
  RANCHER_PEER_OLD: {
    RANCHER_ROOT: join(cache, 'rancher-old'),
    RANCHER_PORT: '19443',
    RANCHER_GENERATION: '2.13',
  },
};

/**
 * Starts what plays Rancher on real API servers (see testing/peers/rancher), of both generations of its schemas where tests
 * want them. One that variables of the environment name, or that runs already in the usual place, is used and left running; the
 * others are deleted by `stop`.
 *
 * @param {object} options
 * @param {string} options.node
 * @param {(text: string) => void} options.report
 * @param {string} [options.downstream] kubeconfig of the cluster that stands for those that are made
 * @param {boolean} [options.old] whether the older generation is wanted, too
 * @returns {{environment: Record<string, string>, stop: () => void}} the environment of tests
 */
export function startRancher({ node, report, downstream, old = true }) {
  const base = {
    ...environmentWith(node),
    ...(downstream && { RANCHER_DOWNSTREAM: downstream }),
  };
  const environment = {};
  const started = [];
  const stop = () => {
    for (const settings of started.splice(0)) {
      spawnSync(join(folder, 'rancher-down.sh'), ['--purge'], {
        env: { ...base, ...settings },
        stdio: 'ignore',
      });
    }
  };
  try {
    for (const [prefix, settings] of Object.entries(PEERS)) {
      if (process.env[`${prefix}_URL`]) {
        report(`Using the one that ${prefix}_URL names`);
      } else if (old || prefix === 'RANCHER_PEER') {
        ensureKubernetesBuilt({ node, report });
        const what = `what plays Rancher ${settings.RANCHER_GENERATION}`;
        if (isRunning(settings.RANCHER_ROOT, 'fake-rancher')) {
          report(`Using ${what} in ${settings.RANCHER_ROOT}`);
        } else {
          report(`Starting ${what}`);
          started.push(settings);
        }
        Object.assign(environment, up(prefix, { ...base, ...settings }));
      }
    }
  } catch (error) {
    stop();
    throw error;
  }
  return { environment, stop };
}

function up(prefix, env) {
  const { status, stdout } = spawnSync(join(folder, 'rancher-up.sh'), [], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) {
    throw new Failure('What plays Rancher could not be started, see above.');
  }
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map(line => {
        const [name, value] = line.split(/=(.*)/);
        return [name.replace(/^RANCHER_PEER/, prefix), value];
      }),
  );
}

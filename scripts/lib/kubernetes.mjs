import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Failure } from './fail.mjs';
import { environmentWith } from './node.mjs';
import { isThere } from './packages.mjs';
import { root } from './paths.mjs';

const peer = join(root, 'testing', 'peers', 'kubernetes');
const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'pagoda-peers',
);

/** Where Go's own instructions install it, which need not be in PATH; build.sh looks there, too. */
const GO = '/usr/local/go/bin/go';

/** Clusters by the variable in which tests find their kubeconfig. */
const CLUSTERS = {
  /** A real node with the image of the data gateway, three KWOK nodes beside it, registries; no Kueue. */
  PAGODA_PEER_KUBECONFIG: {
    name: 'Kubernetes',
    settings: {
      K8S_ROOT: join(cache, 'kubernetes'),
      K8S_PORT: '16443',
      NODES: 'kubelet kwok:3',
    },
    then: [
      join(peer, 'registry-up.sh'),
      join(root, 'infra/images/data-gateway/peer-image.sh'),
    ],
  },
  /** KWOK nodes alone, and Kueue. */
  PAGODA_PEER_KWOK_KUBECONFIG: {
    name: 'Kubernetes of KWOK nodes with Kueue',
    settings: {
      K8S_ROOT: join(cache, 'kubernetes-kwok'),
      K8S_PORT: '17443',
      NODES: 'kwok:20',
    },
    then: [join(peer, 'kueue-up.sh')],
  },
};

/**
 * Starts real Kubernetes clusters (see testing/peers/kubernetes). One that runs already, in the usual place or named by its
 * variable, is used and left running; the others are deleted by `stop`.
 *
 * @param {{node: string, report: (text: string) => void}} options
 * @returns {{environment: Record<string, string>, stop: () => void}} the environment of tests
 */
export function startKubernetes({ node, report }) {
  const base = environmentWith(node);
  const wanted = Object.entries(CLUSTERS).filter(([variable]) => {
    const given = process.env[variable];
    if (given) {
      report(`Using the cluster that ${variable} names: ${given}`);
    }
    return !given;
  });
  if (wanted.length === 0) {
    return { environment: {}, stop: () => {} };
  }
  const started = [];
  const stop = () => {
    for (const settings of started.splice(0)) {
      run(join(peer, 'kubernetes-down.sh'), ['--purge'], {
        ...base,
        ...settings,
      });
    }
  };
  try {
    const bin = build({ base, report });
    const environment = { PATH: `${bin}${delimiter}${base.PATH}` };
    for (const [variable, cluster] of wanted) {
      const settings = { ...base, ...cluster.settings };
      if (isRunning(settings.K8S_ROOT)) {
        report(`Using the ${cluster.name} in ${settings.K8S_ROOT}`);
      } else {
        report(`Starting ${cluster.name}`);
        started.push(cluster.settings);
      }
      environment[variable] = run(join(peer, 'kubernetes-up.sh'), [], settings);
      for (const script of cluster.then) {
        run(script, [], settings);
      }
    }
    return { environment, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/**
 * Compiles what is not there yet; see testing/peers/kubernetes.
 *
 * @param {{node: string, report: (text: string) => void}} options
 * @returns {string} folder of the programs
 */
export function ensureKubernetesBuilt({ node, report }) {
  return build({ base: environmentWith(node), report });
}

/** Folder of the programs; the first time they are compiled, which takes a quarter of an hour. */
function build({ base, report }) {
  if (process.platform !== 'linux' || !isThere('dpkg')) {
    throw new Failure(
      'A real Kubernetes node needs Debian or one of its kind. Elsewhere name clusters of your own by PAGODA_PEER_KUBECONFIG and PAGODA_PEER_KWOK_KUBECONFIG.',
    );
  }
  if (process.getuid() !== 0) {
    throw new Failure(
      'A real Kubernetes node needs root: run this as root, or name a cluster by PAGODA_PEER_KUBECONFIG.',
    );
  }
  const programs = ['etcd', 'kube-apiserver', 'kubelet', 'kwok', 'kueue'];
  const bin = process.env.K8S_BIN || join(cache, 'kubernetes', 'bin-v1.34.4');
  if (!programs.every(name => existsSync(join(bin, name)))) {
    if (!isThere('go') && !isThere(GO)) {
      throw new Failure(
        'Kubernetes is compiled from its sources: install Go 1.26 or later (https://go.dev/dl).',
      );
    }
    report(
      'Compiling Kubernetes, KWOK and Kueue (10 to 15 minutes on 2 cores, the first time only)',
    );
  }
  return run(join(peer, 'build.sh'), [], { ...base, WITH: 'kwok kueue' });
}

/** Runs a script; answers with the last line that it prints. */
function run(script, args, env) {
  const { status, stdout } = spawnSync(script, args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) {
    throw new Failure(`${script} failed, see above.`);
  }
  return stdout.trim().split('\n').at(-1);
}

/**
 * Whether a program of the cluster in a folder runs: see lib.sh.
 *
 * @param {string} folder
 * @param {string} [program] the API server by default
 */
export function isRunning(folder, program = 'apiserver') {
  const file = join(folder, 'run', `${program}.pid`);
  if (!existsSync(file)) {
    return false;
  }
  const directory = `/proc/${readFileSync(file, 'utf8').trim()}/cwd`;
  return (
    existsSync(directory) && readlinkSync(directory) === realpathSync(folder)
  );
}

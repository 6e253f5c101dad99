import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from './fail.mjs';
import { environmentWith } from './node.mjs';
import { ensureCommands } from './packages.mjs';
import { root } from './paths.mjs';

const peer = join(root, 'testing', 'peers', 'elasticsearch');
/** Debian packages by what they are looked for. */
const NEEDS = {
  javac: 'openjdk-17-jdk-headless',
  mvn: 'maven',
  curl: 'curl',
};
const SETTINGS = {
  ES_ENGINE: 'es8',
  ES_ROOT: join(
    process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
    'pagoda-peers/elasticsearch',
  ),
  ES_PORT: '9209',
  ES_SECURITY: '1',
  ES_PASSWORD: 'peer-password',
};

/**
 * Starts a real Elasticsearch with security (see testing/peers/elasticsearch). One that ELASTICSEARCH_PEER_URL names, or that
 * runs already in the usual place, is used and left running.
 *
 * @param {{node: string, report: (message: string) => void}} options
 * @returns {{environment: Record<string, string>, stop: () => void}}
 */
export function startElasticsearch({ node, report }) {
  if (process.env.ELASTICSEARCH_PEER_URL) {
    report('Using the Elasticsearch that ELASTICSEARCH_PEER_URL names');
    return { environment: {}, stop: () => {} };
  }
  ensureCommands(NEEDS, { report });
  const env = { ...environmentWith(node), ...SETTINGS };
  const runs = answers();
  report(runs ? 'Using the Elasticsearch that runs' : 'Starting Elasticsearch');
  const stop = () => {
    if (!runs) {
      spawnSync(join(peer, 'elasticsearch-down.sh'), ['--purge'], {
        env,
        stdio: 'ignore',
      });
    }
  };
  const up = spawnSync(join(peer, 'elasticsearch-up.sh'), [], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (up.status !== 0) {
    stop();
    throw new Failure('Elasticsearch could not be started, see above.');
  }
  return {
    environment: {
      ELASTICSEARCH_PEER_URL: up.stdout.trim().split('\n').at(-1),
      ELASTICSEARCH_PEER_USERNAME: 'elastic',
      ELASTICSEARCH_PEER_PASSWORD: SETTINGS.ES_PASSWORD,
    },
    stop,
  };
}

function answers() {
  const { status } = spawnSync(
    'curl',
    [
      '-s',
      '-o',
      '/dev/null',
      '-m',
      '5',
      `http://127.0.0.1:${SETTINGS.ES_PORT}`,
    ],
    { stdio: 'ignore' },
  );
  return status === 0;
}

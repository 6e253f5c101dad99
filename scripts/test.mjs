#!/usr/bin/env node
// npm test: lint, types, unit and integration tests, then a whole portal driven by HTTP, CLI and browser.
// Its last line is `N passed, N failed`; lint, types and the generated contract count as one test each.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build.mjs';
import { startElasticsearch } from './lib/elasticsearch.mjs';
import { Failure, runMain } from './lib/fail.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { startKubernetes } from './lib/kubernetes.mjs';
import { ensureNode, environmentWith } from './lib/node.mjs';
import { startOpenStack } from './lib/openstack.mjs';
import { ensureCommands } from './lib/packages.mjs';
import { cache, root } from './lib/paths.mjs';
import { findPeerTests } from './lib/peerTests.mjs';
import { startPodman } from './lib/podman.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { startPrometheus } from './lib/prometheus.mjs';
import { startRancher } from './lib/rancher.mjs';

const HELP = `Runs the tests.

Usage: npm test -- [--only PART[,PART…]] [PATTERN]

  --only PART   lint, types, contract, unit, e2e, browser: all by default; peers: see npm run test:peers
  PATTERN       only test files whose path matches
`;

const PARTS = ['contract', 'lint', 'types', 'unit', 'e2e', 'browser'];
/** Parts that drive a whole portal; so do some tests of peers. */
const PORTAL_PARTS = ['e2e', 'browser'];
/** Tests that `npm test` leaves out: they need peers that take a while to start. */
const PEER_TESTS = '\\.peer\\.test\\.ts$';
/** Debian packages for tests in a browser, by what they are looked for. */
const BROWSER_NEEDS = {
  [process.env.CHROMIUM ?? '/usr/bin/chromium']: 'chromium',
};
/** The same for Keycloak and the tests of sign-in. */
const KEYCLOAK_NEEDS = {
  java: 'openjdk-17-jre-headless',
  mvn: 'maven',
  unzip: 'unzip',
  curl: 'curl',
  openssl: 'openssl',
  ...BROWSER_NEEDS,
};
const CLI = join(root, 'node_modules/@backstage/cli/bin/backstage-cli');

const totals = { passed: 0, failed: 0 };
const failures = [];

const RUN = {
  contract: step('contract', [join(root, 'scripts/generate.mjs'), '--check']),
  lint: step('lint', [join(root, 'scripts/lint.mjs')]),
  types: step('types', [
    join(root, 'node_modules/typescript/bin/tsc'),
    '--noEmit',
    '--incremental',
    'false',
  ]),
  async unit({ node, environment, positionals }) {
    const postgres = await startPostgres(
      join(tmpdir(), `pagoda-pg-${process.pid}`),
    );
    try {
      await jest({
        node,
        name: 'unit',
        environment: {
          ...environment,
          ...(postgres && {
            BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING: postgres.url,
          }),
        },
        args: [
          CLI,
          'repo',
          'test',
          // Before the options: --testPathIgnorePatterns takes whatever follows it.
          ...positionals,
          '--watchAll=false',
          '--maxWorkers=2',
          '--workerIdleMemoryLimit=1GB',
          '--testPathIgnorePatterns=/node_modules/',
          `--testPathIgnorePatterns=${PEER_TESTS}`,
        ],
      });
    } finally {
      postgres?.stop();
    }
    if (!postgres) {
      const message =
        'PostgreSQL is not installed (apt-get install postgresql): the tests on it were NOT run';
      console.warn(`\n!! ${message}\n`);
      if (process.env.CI) {
        count({ failed: 1, names: [message] });
      }
    }
  },
  e2e: portalSuite('e2e'),
  browser: portalSuite('browser'),
  peers,
};

async function peers(options) {
  const { node, environment, positionals, report } = options;
  const tests = findPeerTests(positionals);
  if (tests.needs(/Keycloak/)) {
    ensureCommands(KEYCLOAK_NEEDS, { report });
  }
  if (tests.needs(/TestBrowser/)) {
    ensureCommands(BROWSER_NEEDS, { report });
  }
  const kubernetes = tests.needs(/PAGODA_PEER_|KubernetesPeer/)
    ? startKubernetes({ node, report })
    : { environment: {}, stop: () => {} };
  let podman = { environment: {}, stop: () => {} };
  let openStack = { environment: {}, stop: () => {} };
  let rancher = { environment: {}, stop: () => {} };
  let elasticsearch = { environment: {}, stop: () => {} };
  let prometheus = { environment: {}, stop: () => {} };
  const stop = () => {
    prometheus.stop();
    elasticsearch.stop();
    rancher.stop();
    openStack.stop();
    kubernetes.stop();
    podman.stop();
  };
  const stopped = stopOnSignal(stop);
  try {
    if (tests.needs(/PODMAN_PEER_/)) {
      podman = startPodman({ node, report });
    }
    if (tests.needs(/OPENSTACK_PEER_|openStackPeer/)) {
      openStack = startOpenStack({ node, report });
    }
    if (tests.needs(/RANCHER_PEER|Rancher(Peer|Workbench)/)) {
      const withCluster = { ...process.env, ...kubernetes.environment };
      rancher = startRancher({
        ...{ node, report },
        downstream: withCluster.PAGODA_PEER_KUBECONFIG,
        old: tests.needs(/RANCHER_PEER_OLD/),
      });
    }
    if (tests.needs(/ELASTICSEARCH_PEER_/)) {
      elasticsearch = startElasticsearch({ node, report });
    }
    if (tests.needs(/PROMETHEUS_PEER_/)) {
      prometheus = startPrometheus({ node, report });
    }
    const withPeers = {
      ...environment,
      ...kubernetes.environment,
      ...podman.environment,
      ...openStack.environment,
      ...rancher.environment,
      ...elasticsearch.environment,
      ...prometheus.environment,
    };
    if (tests.packages.length > 0) {
      await jest({
        node,
        name: 'peers-packages',
        environment: withPeers,
        args: [
          ...[CLI, 'repo', 'test', '--watchAll=false', '--maxWorkers=2'],
          '--workerIdleMemoryLimit=1GB',
          ...['--runTestsByPath', ...tests.packages],
        ],
      });
    }
    if (tests.suite.length > 0) {
      await ensureBuilt({ node, report });
      await portalSuite('peers')({
        ...options,
        environment: withPeers,
        positionals: ['--runTestsByPath', ...tests.suite],
      });
    }
  } finally {
    stopped();
    stop();
  }
}

/** Peers must not outlive this process when it is told to end; answers with how to undo this. */
function stopOnSignal(stop) {
  const end = () => {
    stop();
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM'];
  signals.forEach(signal => process.once(signal, end));
  return () => signals.forEach(signal => process.off(signal, end));
}

function portalSuite(name) {
  return ({ node, environment, positionals }) =>
    jest({
      node,
      name,
      environment,
      args: [
        '--experimental-vm-modules',
        join(root, 'node_modules/jest/bin/jest.js'),
        '--config',
        join(root, 'testing/jest.config.js'),
        '--selectProjects',
        name,
        '--runInBand',
        '--passWithNoTests=false',
        ...positionals,
      ],
    });
}

/** A part that is one command: it counts as one test. */
function step(name, args) {
  return async ({ node, environment }) => {
    const code = await run(node, args, environment);
    count(code === 0 ? { passed: 1 } : { failed: 1, names: [name] });
  };
}

async function jest({ node, name, environment, args }) {
  const results = join(cache, `results-${name}.json`);
  rmSync(results, { force: true });
  const code = await run(
    node,
    [...args, '--json', `--outputFile=${results}`, '--silent=false'],
    environment,
    // With --json the results go to stdout as well; what people read is on stderr.
    ['ignore', 'ignore', 'inherit'],
  );
  if (!existsSync(results)) {
    count({
      failed: 1,
      names: [`${name}: Jest ended with ${code} and left no results`],
    });
    return;
  }
  const report = JSON.parse(readFileSync(results, 'utf8'));
  const names = report.testResults.flatMap(file => [
    ...(file.status === 'failed' && file.assertionResults.length === 0
      ? [`${file.name}: ${file.message.split('\n')[0]}`]
      : []),
    ...file.assertionResults
      .filter(test => test.status === 'failed')
      .map(test => `${file.name}: ${test.fullName}`),
  ]);
  tellSkipped(report);
  count({
    passed: report.numPassedTests,
    failed: Math.max(names.length, report.numFailedTests, code === 0 ? 0 : 1),
    names:
      names.length > 0 || code === 0
        ? names
        : [`${name}: Jest ended with ${code}`],
  });
}

/** What was not run is told: it looks like success otherwise. */
function tellSkipped({ testResults, numPendingTests }) {
  if (numPendingTests === 0) {
    return;
  }
  const suites = new Map();
  for (const { assertionResults } of testResults) {
    for (const { status, ancestorTitles, title } of assertionResults) {
      if (status === 'pending') {
        const suite = ancestorTitles.join(' › ') || title;
        suites.set(suite, (suites.get(suite) ?? 0) + 1);
      }
    }
  }
  console.warn(
    `\n!! ${numPendingTests} tests were SKIPPED:\n${[...suites]
      .map(([suite, number]) => `   ${number} of ${suite}`)
      .join('\n')}`,
  );
}

function count({ passed = 0, failed = 0, names = [] }) {
  totals.passed += passed;
  totals.failed += failed;
  failures.push(...names);
}

function run(
  node,
  args,
  environment,
  stdio = ['ignore', 'inherit', 'inherit'],
) {
  return new Promise((fulfil, reject) => {
    const child = spawn(node, args, { cwd: root, env: environment, stdio });
    child.on('error', reject);
    child.on('close', (code, signal) => fulfil(code ?? signal));
  });
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const parts = values.only?.split(',') ?? PARTS;
  const known = Object.keys(RUN);
  const unknown = parts.find(part => !known.includes(part));
  if (unknown) {
    throw new Failure(`--only takes ${known.join(', ')}, not '${unknown}'.`);
  }
  const report = text => console.log(`… ${text}`);
  const node = ensureNode({ report });
  await ensureInstalled({ node, report });
  if (parts.some(part => PORTAL_PARTS.includes(part))) {
    await ensureBuilt({ node, report });
  }
  mkdirSync(cache, { recursive: true });
  const environment = environmentWith(node, {
    BACKSTAGE_TEST_DISABLE_DOCKER: '1',
    NODE_OPTIONS: '--max-old-space-size=4096 --no-deprecation',
  });
  for (const part of known.filter(one => parts.includes(one))) {
    const begun = Date.now();
    console.log(`\n━━ ${part}`);
    await RUN[part]({ node, environment, positionals, report });
    console.log(`━━ ${part}: ${((Date.now() - begun) / 1000).toFixed(0)} s`);
  }
  if (failures.length > 0) {
    console.log(`\nFailed:\n${failures.map(name => `  ${name}`).join('\n')}`);
  }
  process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
}

await runMain(main);

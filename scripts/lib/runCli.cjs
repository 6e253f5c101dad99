// Runs packages/cli from its sources, bundled into one file; the bundle is made anew when they have changed. Written for
// any Node, so that an old one gets a sentence and not a syntax error.
const { createHash } = require('crypto');
const fs = require('fs');
const nodeModule = require('module');
const { join } = require('path');

const root = join(__dirname, '..', '..');
const folder = join(root, '.cache', 'cli');
const SOURCES = ['packages/cli', 'plugins/pagoda-common', 'yarn.lock'];
const SKIPPED = new Set(['node_modules', 'dist', 'dist-types', 'coverage']);
/** As the CLI itself ends when it cannot do its work for reasons outside of it. */
const UNABLE = 6;

function fail(message) {
  process.stderr.write(`Error: ${message}\n`);
  process.exit(UNABLE);
}

/** Names, sizes and times of all sources: a hundred files take three milliseconds. */
function stampOf(path, hash) {
  const stat = fs.statSync(path);
  if (!stat.isDirectory()) {
    hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\0`);
    return;
  }
  for (const name of fs.readdirSync(path).sort()) {
    if (!SKIPPED.has(name)) {
      stampOf(join(path, name), hash);
    }
  }
}

function build(bundle) {
  let esbuild;
  try {
    // eslint-disable-next-line @backstage/no-undeclared-imports
    esbuild = require('esbuild');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') {
      throw error;
    }
    fail(
      'the packages are not installed yet. Run `npm start` first (or `npm start -- --prepare`, which only installs and builds).',
    );
  }
  fs.mkdirSync(folder, { recursive: true });
  const partial = `${bundle}.${process.pid}`;
  try {
    esbuild.buildSync({
      absWorkingDir: root,
      entryPoints: ['packages/cli/src/index.ts'],
      outfile: partial,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'silent',
    });
  } catch (error) {
    fail(`packages/cli cannot be built: ${error.message}`);
  }
  fs.renameSync(partial, bundle);
  for (const name of fs.readdirSync(folder)) {
    if (join(folder, name) !== bundle && name.endsWith('.cjs')) {
      fs.rmSync(join(folder, name), { force: true });
    }
  }
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(
    `Node ${process.versions.node} is too old for pagoda: install Node 20, 22 or 24.`,
  );
}
const hash = createHash('sha256');
for (const source of SOURCES) {
  stampOf(join(root, source), hash);
}
const bundle = join(folder, `pagoda-${hash.digest('hex').slice(0, 16)}.cjs`);
if (!fs.existsSync(bundle)) {
  build(bundle);
}
// Node 22 and later keep the compiled code: 0.1 s less a command.
if (nodeModule.enableCompileCache) {
  nodeModule.enableCompileCache(join(folder, 'compiled'));
}
require(bundle);

// Bundles the data gateway into one file that needs nothing but Node:  node bundle.mjs FILE
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const [outfile] = process.argv.slice(2);
if (!outfile) {
  process.stderr.write('Usage: node bundle.mjs FILE\n');
  process.exit(2);
}
await build({
  absWorkingDir: fileURLToPath(new URL('../../..', import.meta.url)),
  entryPoints: ['plugins/pagoda-backend/src/gateway/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  logLevel: 'warning',
});

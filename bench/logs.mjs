#!/usr/bin/env node
// npm run bench -- logs: one run with many log lines, shipped to a real Elasticsearch, read and searched there and in its file.
//
//   --lines N      default 1000000
//   --output FILE  default bench/results/logs.json
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startElasticsearch } from '../scripts/lib/elasticsearch.mjs';
import { root } from '../scripts/lib/paths.mjs';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    output: { type: 'string', default: join(root, 'bench/results/logs.json') },
  },
});
const elasticsearch = startElasticsearch({
  node: process.execPath,
  report: text => console.log(`… ${text}`),
});
try {
  const { status } = spawnSync(
    process.execPath,
    [
      '--require',
      join(root, 'node_modules/@backstage/cli-node/config/nodeTransform.cjs'),
      join(root, 'bench/logs/measure.ts'),
      values.lines,
      values.output,
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...elasticsearch.environment },
    },
  );
  process.exitCode = status ?? 1;
} finally {
  elasticsearch.stop();
}

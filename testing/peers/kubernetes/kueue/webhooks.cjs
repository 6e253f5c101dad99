// Reads Kueue's webhook configurations (JSON, one a line or as a List) and prints those for Jobs and for Kueue's own kinds, pointed at
// the process on loopback:  webhooks.cjs PORT CA-FILE
const { readFileSync } = require('node:fs');

const [port, ca] = process.argv.slice(2);
const caBundle = readFileSync(ca).toString('base64');
const items = readFileSync(0, 'utf8')
  .split('\n')
  .filter(line => line.trim())
  .map(line => JSON.parse(line))
  .flatMap(object => (object.kind === 'List' ? object.items : [object]));
for (const item of items) {
  item.metadata = { name: `kueue-${item.metadata.name}` };
  item.webhooks = item.webhooks
    .map(hook => ({ hook, path: hook.clientConfig.service.path }))
    .filter(
      ({ path }) =>
        path.includes('kueue-x-k8s-io') || path.endsWith('-batch-v1-job'),
    )
    .map(({ hook, path }) => ({
      ...hook,
      clientConfig: { url: `https://127.0.0.1:${port}${path}`, caBundle },
    }));
}
console.log(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));

#!/usr/bin/env node
// Plays the kubelet's part in `kubectl logs` for the pods on KWOK nodes: each container has one line, written when its pod began.
// A stream that follows ends with the pod, as a kubelet's does; that of KWOK itself never ends.
//
//   kwok-logs.mjs --server URL --ca FILE --cert FILE --key FILE --listen PORT --tls-cert FILE --tls-key FILE
//
// Protocol: /containerLogs/{namespace}/{pod}/{container} of the kubelet (pkg/kubelet/server/server.go), as the API server asks it.
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:https';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const TEXT = 'played by KWOK';
const ENDED = new Set(['Succeeded', 'Failed']);

const { values } = parseArgs({
  options: {
    server: { type: 'string' },
    ca: { type: 'string' },
    cert: { type: 'string' },
    key: { type: 'string' },
    listen: { type: 'string' },
    'tls-cert': { type: 'string' },
    'tls-key': { type: 'string' },
  },
});

/** What is known of pods, by namespace/name: when they began, whether they have ended, and who waits for that. */
const pods = new Map();

function find(key) {
  let pod = pods.get(key);
  if (!pod) {
    pod = { ended: false, waiting: new Set() };
    pods.set(key, pod);
  }
  return pod;
}

function take({ type, object }) {
  const { namespace, name } = object.metadata;
  const key = `${namespace}/${name}`;
  const pod = find(key);
  pod.startTime ??= object.status.startTime;
  pod.ended = type === 'DELETED' || ENDED.has(object.status.phase);
  if (pod.ended) {
    pod.waiting.forEach(end => end());
    pod.waiting.clear();
  }
  if (type === 'DELETED') {
    pods.delete(key);
  }
}

async function watch() {
  const agent = new Agent({
    ca: readFileSync(values.ca),
    cert: readFileSync(values.cert),
    key: readFileSync(values.key),
  });
  for (;;) {
    try {
      const message = request(
        new URL('/api/v1/pods?watch=1&timeoutSeconds=3600', values.server),
        { agent },
      );
      message.end();
      const [response] = await once(message, 'response');
      for await (const line of createInterface({ input: response })) {
        const event = JSON.parse(line);
        if (event.object.metadata?.name) {
          take(event);
        }
      }
    } catch (error) {
      console.error(`watching pods: ${error.message}`);
    }
    await new Promise(fulfil => setTimeout(fulfil, 1000));
  }
}

function answer(incoming, response) {
  const { pathname, searchParams } = new URL(incoming.url, 'https://kubelet');
  const [, action, namespace, name] = pathname.split('/');
  if (action !== 'containerLogs' || !name) {
    response.writeHead(404).end();
    return;
  }
  const pod = find(`${namespace}/${name}`);
  const time = pod.startTime ?? '2026-01-01T00:00:00Z';
  const since = searchParams.get('sinceTime');
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  response.flushHeaders();
  if (!since || Date.parse(since) <= Date.parse(time)) {
    const stamp = searchParams.get('timestamps') === 'true' ? `${time} ` : '';
    response.write(`${stamp}${TEXT}\n`);
  }
  if (searchParams.get('follow') === 'true' && !pod.ended) {
    const end = () => response.end();
    pod.waiting.add(end);
    response.once('close', () => pod.waiting.delete(end));
    return;
  }
  response.end();
}

createServer(
  {
    cert: readFileSync(values['tls-cert']),
    key: readFileSync(values['tls-key']),
  },
  answer,
).listen(Number(values.listen), '127.0.0.1');
await watch();

#!/usr/bin/env node
// npm run bench -- files: sends files through the whole portal and watches its memory. Linux only: it reads /proc.
//
//   --size N   MiB of the big file (default 300)
//   --output F where the results go (default bench/results/files.json)
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { startBackend, waitUntilReady } from '../scripts/lib/backend.mjs';
import { root } from '../scripts/lib/paths.mjs';

const MIB = 1024 * 1024;
/** The portal's memory may grow by so many MiB during one big transfer, and by so many with several at once. */
const BUDGET = { one: 150, several: 250 };
const SMALL_FILES = 10_000;

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '300' },
    output: {
      type: 'string',
      default: join(root, 'bench/results/files.json'),
    },
  },
});
const size = Number(values.size) * MIB;

const data = await mkdtemp(join(tmpdir(), 'pagoda-bench-'));
const port = 20_000 + (process.pid % 20_000);
const backend = startBackend({
  node: process.execPath,
  data,
  port,
  host: '127.0.0.1',
  configs: [],
  verbose: false,
});
const measured = [];
try {
  await waitUntilReady(backend, port, '127.0.0.1');
  await run();
} finally {
  backend.child.kill('SIGTERM');
  await new Promise(resolve => backend.child.once('exit', resolve));
  await rm(data, { recursive: true, force: true });
}
const [{ model }] = cpus();
await mkdir(join(values.output, '..'), { recursive: true });
await writeFile(
  values.output,
  `${JSON.stringify(
    {
      date: new Date().toISOString(),
      machine: {
        cpu: `${cpus().length} × ${model}`,
        memoryGiB: Math.round(totalmem() / 1024 ** 3),
        node: process.version,
      },
      budgetMiB: BUDGET,
      measured,
    },
    undefined,
    2,
  )}\n`,
);
const over = measured.filter(({ grownMiB, budgetMiB }) => grownMiB > budgetMiB);
for (const { what } of over) {
  console.error(`Beyond its budget of memory: ${what}`);
}
process.exitCode = over.length > 0 ? 1 : 0;

async function run() {
  const token = await signIn('researcher');
  const administrator = await signIn('administrator');
  const api = `${backend.url}/api/pagoda/v1`;
  const send = (path, init = {}, bearer = token) =>
    fetch(`${api}${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${bearer}`, ...init.headers },
      ...(init.body && { duplex: 'half' }),
    });
  await post(send, administrator, '/projects', {
    name: 'bench',
    members: [{ subject: 'user:default/researcher', role: 'owner' }],
  });
  await post(send, token, '/projects/bench/volumes', {
    name: 'data',
    size: '20Gi',
  });
  const files = '/projects/bench/volumes/data/files';
  const put = (name, bytes) =>
    send(`${files}/${name}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: generate(bytes),
    }).then(expectOk);
  const get = async (path, headers) => {
    const answer = await expectOk(await send(path, { headers }));
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of answer.body) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    return { bytes, sha256: hash.digest('base64'), answer };
  };

  await put('warm-up', MIB);
  await get(`${files}/warm-up`);
  await watch(`upload of ${values.size} MiB`, size, BUDGET.one, () =>
    put('big', size),
  );
  await watch(`download of ${values.size} MiB`, size, BUDGET.one, async () => {
    const { bytes, sha256, answer } = await get(`${files}/big`);
    const digest = answer.headers.get('digest');
    if (bytes !== size || digest !== `sha-256=${sha256}`) {
      throw new Error(`Got ${bytes} bytes with ${sha256}, not ${digest}`);
    }
  });
  await watch(
    'a client that reads slowly for 10 s',
    0,
    BUDGET.one,
    async () => {
      const answer = await send(`${files}/big`);
      const reader = answer.body.getReader();
      await reader.read();
      await new Promise(resolve => setTimeout(resolve, 10_000));
      await reader.cancel();
    },
  );
  await watch(
    '4 uploads and 4 downloads at once',
    8 * size,
    BUDGET.several,
    () =>
      Promise.all(
        [1, 2, 3, 4].flatMap(i => [
          put(`part-${i}`, size),
          get(`${files}/big`),
        ]),
      ),
  );
  await watch('zip of 5 big files', 5 * size, BUDGET.one, () =>
    get(`${files}?archive=zip`),
  );
  const many = join(data, 'volumes/bench/data/many');
  await mkdir(many);
  for (let i = 0; i < SMALL_FILES; i += 1) {
    await writeFile(join(many, `${i}.txt`), `file ${i}`);
  }
  await new Promise(resolve => setTimeout(resolve, 100));
  for (const when of ['first', 'second', 'third', 'fourth']) {
    await watch(
      `listing of ${SMALL_FILES} files with checksums, ${when} time`,
      0,
      BUDGET.one,
      () => get(`${files}/many`),
    );
  }
  await watch(`zip of ${SMALL_FILES} files`, 0, BUDGET.one, () =>
    get(`${files}/many?archive=zip`),
  );
}

async function signIn(persona) {
  const answer = await expectOk(
    await fetch(
      `${backend.url}/api/auth/demo/refresh?persona=${persona}&optional&env=development`,
      { headers: { 'X-Requested-With': 'XMLHttpRequest' } },
    ),
  );
  return (await answer.json()).backstageIdentity.token;
}

async function post(send, bearer, path, body) {
  await expectOk(
    await send(
      path,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      },
      bearer,
    ),
  );
}

async function expectOk(answer) {
  if (!answer.ok) {
    throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
  }
  return answer;
}

/** Bytes that do not compress well, made as they are sent. */
function generate(bytes) {
  const block = Buffer.alloc(MIB);
  for (let i = 0; i < block.length; i += 1) {
    block[i] = (i * 2654435761) >>> 13;
  }
  let left = bytes;
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      if (left === 0) {
        controller.close();
        controller.byobRequest?.respond(0);
        return;
      }
      const length = Math.min(left, 64 * 1024);
      left -= length;
      controller.enqueue(new Uint8Array(block.subarray(0, length)));
    },
  });
}

/** Notes how long something takes, and by how much the portal's resident memory grows meanwhile. */
async function watch(what, bytes, budgetMiB, work) {
  const before = await residentMemory();
  let peak = before;
  let watching = true;
  const watcher = (async () => {
    while (watching) {
      peak = Math.max(peak, await residentMemory());
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  })();
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1000;
  watching = false;
  await watcher;
  const result = {
    what,
    seconds: Number(seconds.toFixed(2)),
    ...(bytes > 0 && { MiBPerSecond: Math.round(bytes / MIB / seconds) }),
    residentMiB: Math.round(before / MIB),
    grownMiB: Math.round((peak - before) / MIB),
    budgetMiB,
  };
  measured.push(result);
  console.log(
    `${what}: ${result.seconds} s${
      bytes > 0 ? `, ${result.MiBPerSecond} MiB/s` : ''
    }; memory ${result.residentMiB} MiB + ${result.grownMiB} MiB`,
  );
}

async function residentMemory() {
  const status = await readFile(`/proc/${backend.child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s*(\d+)/.exec(status)[1]) * 1024;
}

import { randomUUID } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { RunSpec } from '@pagoda/plugin-pagoda-common';
import { DockerClient } from '../../clients/docker/DockerClient';
import { DataDirectory } from '../../DataDirectory';
import { FileLogStore } from '../../logs/FileLogStore';
import type { Attempt, EngineNotice, EngineTask, Observation } from '../types';
import { DockerEngine } from './DockerEngine';
import type { DockerSettings } from './DockerSettings';
import { containerName } from './labels';

jest.setTimeout(120_000);

const socket = process.env.PODMAN_PEER_SOCKET;
if (!socket) {
  throw new Error('PODMAN_PEER_SOCKET is missing: npm run test:peers');
}
const IMAGE = 'pagoda.test/node:24';
const REGISTRY = '127.0.0.1:15100/pagoda';
const CLOSED = '127.0.0.1:15101/pagoda';
const PORTAL = randomUUID().slice(0, 16);

const client = new DockerClient({ socket });
let root: string;
let data: DataDirectory;
let logs: FileLogStore;
let engine: DockerEngine;
const launched: string[] = [];

function createEngine(
  change: Partial<DockerSettings> = {},
  to: DockerClient = client,
): DockerEngine {
  return new DockerEngine({
    settings: {
      name: 'lab',
      title: 'Lab',
      connection: { socket },
      gpus: [],
      user: '10001:10001',
      network: 'none',
      pidsLimit: 512,
      ulimits: [],
      securityOptions: [],
      graceSeconds: 1,
      pull: 'missing',
      registries: [],
      ...change,
    },
    client: to,
    data,
    portal: PORTAL,
    readSecrets: async () => ({
      environment: { API_KEY: 'k-1' },
      files: [{ path: 'api/key', content: 'k-2' }],
    }),
    logger: mockServices.logger.mock(),
  });
}

function task(command: string[], spec: Partial<RunSpec> = {}): EngineTask {
  const run = randomUUID();
  launched.push(run);
  return {
    run,
    attempt: 1,
    project: 'demo',
    environment: { PAGODA_RUN_NUMBER: '7' },
    spec: {
      image: IMAGE,
      command,
      parameters: {},
      resources: { cpu: '1', memory: '256Mi', gpu: 0 },
      volumes: [],
      timeoutSeconds: 60,
      retries: {},
      ...spec,
    },
  };
}

const shell = (script: string, spec?: Partial<RunSpec>) =>
  task(['sh', '-c', script], spec);

async function until(
  attempt: Attempt,
  test: (observation: Observation) => boolean,
  on: DockerEngine = engine,
): Promise<Observation> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const [observation] = await on.observe([attempt]);
    if (observation && test(observation)) {
      return observation;
    }
    if (Date.now() > deadline) {
      throw new Error(`Attempt is ${JSON.stringify(observation)}`);
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

const ended = ({ state }: Observation) => state === 'Ended';
const running = ({ state }: Observation) => state === 'Running';

async function execute(wanted: EngineTask): Promise<Observation> {
  await engine.launch(wanted);
  return until(wanted, ended);
}

async function lines(run: string, stream?: 'stdout' | 'stderr') {
  const page = await logs.read(run, { stream }, { limit: 10_000 });
  return page.items.map(({ text }) => text);
}

async function waitForLine(run: string, text: string): Promise<void> {
  for await (const line of logs.follow(
    run,
    {},
    { ended: () => false, signal: AbortSignal.timeout(20_000) },
  )) {
    if (line.text === text) {
      return;
    }
  }
  throw new Error(`'${text}' was not written`);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pagoda-docker-'));
  data = new DataDirectory(root);
  logs = new FileLogStore(run => data.logs(run));
});

beforeEach(() => {
  engine = createEngine();
});

afterEach(async () => {
  for (const run of launched.splice(0)) {
    await engine.remove(run);
  }
  await engine.stop();
});

afterAll(async () => {
  await client.close();
  await rm(root, { recursive: true, force: true });
});

describe('a run', () => {
  it('finds its files, parameters, volumes and secrets, and has no rights but those', async () => {
    for (const name of ['images', 'models']) {
      await mkdir(data.volume('demo', name), { recursive: true });
      await writeFile(join(data.volume('demo', name), 'a.txt'), 'pixels');
    }
    const wanted = task(['./scripts/main.sh', 'first argument'], {
      files: [
        {
          path: 'scripts/main.sh',
          content: `#!/bin/sh
            echo "argument $1"
            echo "parameters $PAGODA_PARAM_LEARNING_RATE $PAGODA_PARAM_LAYERS $PAGODA_PARAM_DEEP"
            echo "file $(cat "$PAGODA_PARAMS_FILE" | tr -d ' \\n')"
            echo "input $(cat "$PAGODA_INPUT_DIR/data/images/a.txt")"
            echo "secret $API_KEY $(cat "$PAGODA_SECRETS_DIR/api/key")"
            echo "user $(id -u):$(id -g)"
            touch "$PAGODA_INPUT_DIR/data/images/b.txt" 2>&1 | grep -c Read-only
            echo weights > "$PAGODA_INPUT_DIR/models/a.txt" && echo "writes"
            [ "$HOME" = "$PWD" ] && touch here && echo "home"
            grep -E 'CapBnd|NoNewPrivs' /proc/self/status | tr -d '\\t'
            echo "mode $MODE $PAGODA_RUN_ID"
            echo 42 > "$PAGODA_OUTPUT_DIR/answer.txt"`,
        },
      ],
      environment: { MODE: 'fast', PAGODA_RUN_ID: 'forged' },
      parameters: { 'learning-rate': 0.5, layers: [1, 2], deep: true },
      volumes: [
        { name: 'images', path: 'data/images' },
        { name: 'models', path: 'models', readOnly: false },
      ],
      secrets: [{ name: 'api' }],
    });
    const observation = await execute(wanted);
    expect(await lines(wanted.run)).toEqual([
      'argument first argument',
      'parameters 0.5 [1,2] true',
      'file {"learning-rate":0.5,"layers":[1,2],"deep":true}',
      'input pixels',
      'secret k-1 k-2',
      'user 10001:10001',
      '1',
      'writes',
      'home',
      'CapBnd:0000000000000000',
      'NoNewPrivs:1',
      `mode fast ${wanted.run}`,
    ]);
    expect(observation).toMatchObject({
      end: { exitCode: 0, evidence: [] },
      startedAt: expect.any(Date),
      placement: {
        node: expect.any(String),
        image: expect.stringMatching(
          /^pagoda\.test\/node@sha256:[0-9a-f]{64}$/,
        ),
      },
    });
    expect(observation.end?.reason).toBeUndefined();
    const answer = join(data.results('demo', wanted.run), 'answer.txt');
    expect(await readFile(answer, 'utf8')).toBe('42\n');
    expect(
      await readFile(join(data.volume('demo', 'models'), 'a.txt'), 'utf8'),
    ).toBe('weights\n');

    expect(await engine.kept()).toEqual([wanted.run]);
    await engine.remove(wanted.run);
    await engine.remove(wanted.run);
    expect(await engine.kept()).toEqual([]);
    expect(await lines(wanted.run)).toHaveLength(12);
    await expect(stat(data.engine('lab', wanted.run))).rejects.toThrow(
      'ENOENT',
    );
  });

  it('is executed by the digest that was seen, and leads back by its labels', async () => {
    const first = await execute(shell('true'));
    const wanted = shell('echo again', { image: first.placement?.image });
    const { placement } = await execute(wanted);
    expect(placement?.image).toBe(first.placement?.image);
    const { Config } = await client.get<{
      Config: { Labels: Record<string, string> };
    }>(['containers', containerName(wanted), 'json']);
    expect(Config.Labels).toMatchObject({
      'pagoda.io/run': wanted.run,
      'pagoda.io/attempt': '1',
      'pagoda.io/project': 'demo',
      'app.kubernetes.io/managed-by': 'pagoda',
    });
  });

  it('ends by exit codes, signals, or because it cannot begin', async () => {
    const failed = await execute(shell('exit 3'));
    expect(failed.end).toMatchObject({ exitCode: 3 });
    expect(failed.end?.reason).toBeUndefined();
    const crashed = await execute(shell('kill -SEGV $$'));
    expect(crashed.end).toMatchObject({ signal: 'SIGSEGV' });
    expect(crashed.end?.reason).toBeUndefined();
    const missing = await execute(task(['no-such-program']));
    expect(missing.startedAt).toBeUndefined();
    expect(missing.end).toMatchObject({
      reason: 'CommandNotFound',
      evidence: [{ message: expect.stringContaining('No such file') }],
    });
    expect((await execute(task(['/etc']))).end).toMatchObject({
      reason: 'CommandNotFound',
    });
    expect(
      (
        await execute(
          shell('true', { volumes: [{ name: 'gone', path: 'in' }] }),
        )
      ).end,
    ).toMatchObject({
      reason: 'VolumeNotFound',
      evidence: [{ message: "volume 'gone' has no directory" }],
    });
  });

  it('cannot use more memory than it may', async () => {
    const hog = `const all = []; setInterval(() => all.push(Buffer.alloc(2e6, 1)), 40)`;
    const { end, usage } = await execute(
      task(['node', '-e', hog], {
        resources: { cpu: '1', memory: '128Mi', gpu: 0 },
      }),
    );
    expect(end).toMatchObject({ reason: 'OutOfMemory', signal: 'SIGKILL' });
    expect(end?.evidence[0].message).toContain('128 MiB are allowed');
    expect(usage.peakMemoryBytes).toBe(128 * 2 ** 20);
  });

  it('is measured', async () => {
    const burn = `let x = 0; while (process.cpuUsage().user < 2e6) for (let i = 0; i < 1e6; i += 1) x += i;`;
    const { usage } = await execute(
      task([
        'node',
        '-e',
        `const held = Buffer.alloc(5e7, 1); ${burn}; setTimeout(() => held, 2500)`,
      ]),
    );
    expect(usage.cpuSeconds).toBeGreaterThan(1.8);
    expect(usage.cpuSeconds).toBeLessThan(4);
    expect(usage.peakMemoryBytes).toBeGreaterThan(5e7);
  });

  it('is ended when its time is over', async () => {
    const wanted = shell(`trap '' TERM; echo ready; sleep 1000; sleep 1000`, {
      timeoutSeconds: 1,
    });
    const { end, startedAt } = await execute(wanted);
    expect(end).toMatchObject({ reason: 'Timeout', signal: 'SIGKILL' });
    expect(end?.evidence[0].message).toContain('1 s');
    const took = end!.finishedAt.getTime() - startedAt!.getTime();
    expect(took).toBeLessThan(6_000);
  });

  it('is asked first when it is cancelled, and may say its last words', async () => {
    const wanted = shell(
      `trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done`,
    );
    await engine.launch(wanted);
    await until(wanted, running);
    await waitForLine(wanted.run, 'ready');
    await engine.cancel(wanted);
    await engine.cancel(wanted);
    const { end } = await until(wanted, ended);
    expect(end).toMatchObject({ reason: 'Cancelled', exitCode: 0 });
    expect(await lines(wanted.run, 'stdout')).toEqual(['ready', 'bye']);
    await engine.cancel(wanted);
    expect((await engine.observe([wanted]))[0].end).toEqual(end);
  });

  it('is executed once, however often it is launched', async () => {
    const wanted = shell(`echo executed >> "$PAGODA_OUTPUT_DIR/count"`);
    const other = createEngine();
    await Promise.all([
      engine.launch(wanted),
      engine.launch(wanted),
      other.launch(wanted),
    ]);
    await until(wanted, ended);
    await engine.launch(wanted);
    await other.launch(wanted);
    await new Promise(resolve => setTimeout(resolve, 1_000));
    const count = join(data.results('demo', wanted.run), 'count');
    expect(await readFile(count, 'utf8')).toBe('executed\n');
    await other.stop();
  });
});

describe('a log', () => {
  it('keeps streams apart, long lines, and odd bytes', async () => {
    const wanted = task([
      'node',
      '-e',
      `process.stdout.write('é'.repeat(30000) + '\\r\\n');
       process.stderr.write('warning\\n');
       process.stdout.write('no newline');`,
    ]);
    await execute(wanted);
    const [long, last] = await lines(wanted.run, 'stdout');
    expect(long).toBe('é'.repeat(30_000));
    expect(last).toBe('no newline');
    expect(await lines(wanted.run, 'stderr')).toEqual(['warning']);
    const { items } = await logs.read(wanted.run, {}, { limit: 10 });
    expect(Math.abs(Date.parse(items[0].time) - Date.now())).toBeLessThan(
      60_000,
    );
  });

  it('is kept as fast as it is written, all of it', async () => {
    const count = 200_000;
    const wanted = task([
      'sh',
      '-c',
      `seq ${count} | sed 's/$/ ${'x'.repeat(92)}/'`,
    ]);
    const begin = Date.now();
    await execute(wanted);
    expect(Date.now() - begin).toBeLessThan(60_000);
    let next = 1;
    let cursor: string | undefined;
    do {
      const page = await logs.read(wanted.run, {}, { limit: 20_000, cursor });
      for (const { text } of page.items) {
        if (Number(text.split(' ')[0]) !== next) {
          throw new Error(`line ${next} is '${text}'`);
        }
        next += 1;
      }
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
    expect(next).toBe(count + 1);
  });

  it('is continued by the next portal without a gap or a repetition', async () => {
    const wanted = shell(
      'for i in $(seq 1 400); do echo line $i; [ $((i % 40)) = 0 ] && sleep 0.4; done; exit 5',
    );
    await engine.launch(wanted);
    await until(wanted, running);
    await waitForLine(wanted.run, 'line 40');
    await engine.stop();
    const before = (await lines(wanted.run)).length;
    const next = createEngine();
    const changes: Attempt[] = [];
    next.onChange(attempt => attempt && changes.push(attempt));
    const { end } = await until(wanted, ended, next);
    expect(end?.exitCode).toBe(5);
    expect(before).toBeLessThan(400);
    expect(await lines(wanted.run)).toEqual(
      Array.from({ length: 400 }, (_, i) => `line ${i + 1}`),
    );
    expect(changes).toContainEqual({ run: wanted.run, attempt: 1 });
    // What has ended is known, also when its container is gone.
    await client.delete(['containers', containerName(wanted)]);
    expect((await next.observe([wanted]))[0].end).toEqual(end);
    await next.stop();
  });
});

describe('an image', () => {
  async function pull(image: string, settings: Partial<DockerSettings> = {}) {
    await engine.stop();
    engine = createEngine(settings);
    const wanted = shell('true', { image });
    const notices: EngineNotice[] = [];
    await engine.launch(wanted);
    const observation = await until(wanted, one => {
      notices.push(...(one.notices ?? []));
      return ended(one);
    });
    return { observation, notices };
  }

  async function forget(image: string) {
    await client.delete(['images', ...image.split('/')], {
      query: { force: 'true' },
    });
  }

  it('is fetched from a registry, and its digest is told', async () => {
    await forget(`${REGISTRY}/node:24`);
    const { observation, notices } = await pull(`${REGISTRY}/node:24`);
    expect(observation).toMatchObject({
      end: { exitCode: 0 },
      placement: {
        image: expect.stringMatching(
          /^127\.0\.0\.1:15100\/pagoda\/node@sha256:/,
        ),
      },
    });
    expect(notices.map(({ reason }) => reason)).toContain('Pulling');
    await forget(`${REGISTRY}/node:24`);
  });

  it('is fetched with the login of the configuration', async () => {
    const image = `${CLOSED}/node:24`;
    await forget(image);
    const refused = await pull(image);
    expect(refused.observation.end).toMatchObject({
      reason: 'ImagePullDenied',
      evidence: [{ message: expect.stringMatching(/unauthorized/) }],
    });
    const { observation } = await pull(image, {
      registries: [
        { server: '127.0.0.1:15101', username: 'puller', password: 'puller' },
      ],
    });
    expect(observation.end).toMatchObject({ exitCode: 0 });
    await forget(image);
  });

  it('that is not there ends the run', async () => {
    const { observation } = await pull(`${REGISTRY}/none:24`);
    expect(observation.end).toMatchObject({
      reason: 'ImageNotFound',
      evidence: [{ message: expect.stringContaining('manifest unknown') }],
    });
    expect((await pull('no image')).observation.end).toMatchObject({
      reason: 'InvalidSpec',
    });
  });

  it('is not waited for when the run is cancelled meanwhile', async () => {
    // Nobody answers there, and it is tried several times.
    const wanted = shell('true', { image: '127.0.0.1:1/none:24' });
    await engine.launch(wanted);
    await until(wanted, ({ notices = [] }) =>
      notices.some(({ reason }) => reason === 'PullFailed'),
    );
    await engine.cancel(wanted);
    const { end } = await until(wanted, ended);
    expect(end?.reason).toBe('Cancelled');
  });
});

describe('a server', () => {
  it('that does not answer holds runs, and has forgotten none of them after', async () => {
    const wanted = shell('sleep 1000');
    await engine.launch(wanted);
    await until(wanted, running);
    const nowhere = new DockerClient({ socket: join(root, 'none.sock') });
    const cut = createEngine({}, nowhere);
    expect(await cut.observe([])).toEqual([]);
    expect(cut.reachable()).toMatchObject({ ok: false });
    expect(await cut.observe([wanted])).toEqual([]);
    expect(cut.reachable()).toMatchObject({
      ok: false,
      problem: { reason: 'ClusterUnreachable' },
    });
    await expect(cut.launch(shell('true'))).rejects.toThrow('not answered');
    // Cancelled now, it is ended by who reaches the server.
    await cut.cancel(wanted);
    expect(await cut.kept()).toEqual([]);
    await cut.stop();
    await nowhere.close();
    expect((await until(wanted, ended)).end?.reason).toBe('Cancelled');
    expect(engine.reachable()).toEqual({ ok: true });
  });

  it('tells what it can take, and loses nothing without saying so', async () => {
    const { cpu, memoryBytes, gpu } = await engine.capacity();
    expect(cpu).toBeGreaterThanOrEqual(1);
    expect(memoryBytes).toBeGreaterThan(2 ** 28);
    expect(gpu).toBe(0);
    const wanted = shell('sleep 1000');
    await engine.launch(wanted);
    await until(wanted, running);
    await client.delete(['containers', containerName(wanted)], {
      query: { force: 'true' },
    });
    expect((await engine.observe([wanted]))[0]).toMatchObject({
      state: 'Unknown',
      lostReason: 'DeletedOutside',
    });
    await expect(
      engine.launch(
        shell('true', { resources: { cpu: '1', memory: '64Mi', gpu: 1 } }),
      ),
    ).rejects.toMatchObject({ problem: { reason: 'Unschedulable' } });
  });
});

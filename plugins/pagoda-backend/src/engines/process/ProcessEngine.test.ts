import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { RunSpec } from '@pagoda/plugin-pagoda-common';
import { v7 as uuid } from 'uuid';
import { DataDirectory } from '../../DataDirectory';
import { FileLogStore } from '../../logs/FileLogStore';
import type { Attempt, EngineTask, Observation } from '../types';
import { ProcessEngine } from './ProcessEngine';

jest.setTimeout(60_000);

describe('ProcessEngine', () => {
  let root: string;
  let data: DataDirectory;
  let engine: ProcessEngine;
  let logs: FileLogStore;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'pagoda-engine-'));
    data = new DataDirectory(root);
    engine = createEngine();
    logs = new FileLogStore(run => data.logs(run));
  });

  afterEach(async () => {
    await engine.stop();
    await rm(root, { recursive: true, force: true });
  });

  function createEngine() {
    return new ProcessEngine({
      data,
      logger: mockServices.logger.mock(),
      capacity: { cpu: 4, memoryBytes: 2 ** 30, gpu: 0 },
      graceSeconds: 0.5,
      readSecrets: async () => ({ environment: {}, files: [] }),
    });
  }

  function task(
    command: string[],
    spec: Partial<RunSpec> = {},
    rest: Partial<EngineTask> = {},
  ): EngineTask {
    return {
      run: uuid(),
      attempt: 1,
      project: 'demo',
      environment: {},
      spec: {
        image: 'node:24',
        command,
        parameters: {},
        resources: { cpu: '1', memory: '1Gi', gpu: 0 },
        volumes: [],
        timeoutSeconds: 60,
        retries: {},
        ...spec,
      },
      ...rest,
    };
  }

  const shell = (script: string, spec?: Partial<RunSpec>) =>
    task(['sh', '-c', script], spec);
  const node = (script: string, spec?: Partial<RunSpec>) =>
    task(['node', '-e', script], spec);

  async function until(
    attempt: Attempt,
    state: Observation['state'],
    on: ProcessEngine = engine,
  ): Promise<Observation> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const [observation] = await on.observe([attempt]);
      if (observation.state === state) {
        return observation;
      }
      if (Date.now() > deadline || observation.state === 'Ended') {
        throw new Error(`Attempt is ${JSON.stringify(observation)}`);
      }
      await new Promise(resolve => setTimeout(resolve, 25));
    }
  }

  async function execute(wanted: EngineTask): Promise<Observation> {
    await engine.launch(wanted);
    return until(wanted, 'Ended');
  }

  async function lines(run: string, stream?: 'stdout' | 'stderr') {
    const page = await logs.read(run, { stream }, { limit: 10_000 });
    return page.items.map(({ text }) => text);
  }

  /** Pids of live processes that belong to the run. */
  async function processesOf(run: string): Promise<number[]> {
    const found: number[] = [];
    for (const pid of (await readdir('/proc')).filter(n => /^\d+$/.test(n))) {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(
        () => '',
      );
      if (environment.includes(`PAGODA_RUN_ID=${run}`)) {
        found.push(Number(pid));
      }
    }
    return found;
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

  it('gives a command its files, parameters, volumes and an environment of its own', async () => {
    process.env.SECRET_OF_THE_PORTAL = 'hidden';
    await mkdir(data.volume('demo', 'images'), { recursive: true });
    await writeFile(join(data.volume('demo', 'images'), 'a.txt'), 'pixels');
    const wanted = task(
      ['./scripts/main.sh', 'first argument'],
      {
        files: [
          {
            path: 'scripts/main.sh',
            content: `#!/bin/sh
              echo "argument $1"
              echo "parameters $PAGODA_PARAM_LEARNING_RATE $PAGODA_PARAM_LAYERS $PAGODA_PARAM_DEEP"
              echo "file $(cat "$PAGODA_PARAMS_FILE" | tr -d ' \\n')"
              echo "input $(cat "$PAGODA_INPUT_DIR/data/images/a.txt")"
              echo "node $(node --version)"
              [ "$HOME" = "$PWD" ] && [ -d "$TMPDIR" ] && echo "home"
              echo 42 > "$PAGODA_OUTPUT_DIR/answer.txt"
              env | sort > "$PAGODA_OUTPUT_DIR/environment.txt"`,
          },
        ],
        environment: { MODE: 'fast', PAGODA_RUN_ID: 'forged' },
        parameters: { 'learning-rate': 0.5, layers: [1, 2], deep: true },
        volumes: [{ name: 'images', path: 'data/images', readOnly: true }],
      },
      { environment: { PAGODA_RUN_NUMBER: '7' } },
    );
    const { end, startedAt } = await execute(wanted);
    delete process.env.SECRET_OF_THE_PORTAL;
    expect(end).toMatchObject({ exitCode: 0, evidence: [] });
    expect(end?.reason).toBeUndefined();
    expect(startedAt?.getTime()).toBeLessThanOrEqual(
      end?.finishedAt.getTime() ?? 0,
    );
    expect(await lines(wanted.run)).toEqual([
      'argument first argument',
      'parameters 0.5 [1,2] true',
      'file {"learning-rate":0.5,"layers":[1,2],"deep":true}',
      'input pixels',
      `node ${process.version}`,
      'home',
    ]);
    const results = data.results('demo', wanted.run);
    expect(await readFile(join(results, 'answer.txt'), 'utf8')).toBe('42\n');
    const environment = await readFile(
      join(results, 'environment.txt'),
      'utf8',
    );
    expect(environment).toContain('MODE=fast\n');
    expect(environment).toContain('PAGODA_RUN_NUMBER=7\n');
    expect(environment).toContain(`PAGODA_RUN_ID=${wanted.run}\n`);
    expect(environment).not.toMatch(/SECRET(?!S_DIR)|NODE_ENV|JEST/);
    await engine.remove(wanted.run);
    expect(await engine.kept()).toEqual([]);
    expect(await lines(wanted.run)).toHaveLength(6);
  });

  it('tells exit codes, signals and what cannot be started apart', async () => {
    expect((await execute(shell('exit 3'))).end).toMatchObject({
      exitCode: 3,
      reason: undefined,
    });
    expect((await execute(shell('kill -SEGV $$'))).end).toMatchObject({
      signal: 'SIGSEGV',
      exitCode: undefined,
      reason: undefined,
    });
    const missing = await execute(task(['no-such-program']));
    expect(missing.startedAt).toBeUndefined();
    expect(missing.end).toMatchObject({
      reason: 'CommandNotFound',
      evidence: [
        { message: expect.stringContaining("'no-such-program' was not found") },
      ],
    });
    const notExecutable = await execute(task([root]));
    expect(notExecutable.end).toMatchObject({ reason: 'CommandNotFound' });
    expect((await execute(task(['echo', 'a\0b']))).end).toMatchObject({
      reason: 'LaunchFailed',
      evidence: [{ message: expect.stringContaining('null bytes') }],
    });
    const noVolume = await execute(
      shell('true', { volumes: [{ name: 'gone', path: 'in' }] }),
    );
    expect(noVolume.end).toMatchObject({
      reason: 'VolumeNotFound',
      evidence: [{ message: "volume 'gone' has no directory" }],
    });
  });

  it('keeps paths inside of the attempt, and volumes out of each other', async () => {
    const outside = task(['true'], {
      files: [{ path: '../../escaped', content: '' }],
    });
    await expect(engine.launch(outside)).rejects.toThrow('outside');
    for (const name of ['a', 'b']) {
      await mkdir(data.volume('demo', name), { recursive: true });
    }
    const nested = await execute(
      shell('true', {
        volumes: [
          { name: 'b', path: 'data/b' },
          { name: 'a', path: 'data' },
        ],
      }),
    );
    expect(nested.end?.reason).toBe('LaunchFailed');
    expect(await readdir(data.volume('demo', 'a'))).toEqual([]);
  });

  it('ends what runs too long, with all that it has started', async () => {
    // One child ignores the request to end, one has left the group, one has lost its parent as well.
    const wanted = shell(
      `trap '' TERM
       (trap '' TERM; sleep 1000) &
       setsid sh -c "trap '' TERM; sleep 1000" &
       (setsid sh -c "trap '' TERM; sleep 1000" &)
       echo ready; sleep 1000; sleep 1000`,
      { timeoutSeconds: 1 },
    );
    await engine.launch(wanted);
    await waitForLine(wanted.run, 'ready');
    expect((await processesOf(wanted.run)).length).toBeGreaterThan(3);
    const { end } = await until(wanted, 'Ended');
    expect(end).toMatchObject({ reason: 'Timeout', signal: 'SIGKILL' });
    expect(end?.evidence[0].message).toContain('1 s');
    expect(await processesOf(wanted.run)).toEqual([]);
  });

  it('asks first when it cancels, and lets the command say its last words', async () => {
    const wanted = shell(
      `trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done`,
    );
    await engine.launch(wanted);
    await waitForLine(wanted.run, 'ready');
    await engine.cancel(wanted);
    await engine.cancel(wanted);
    const { end } = await until(wanted, 'Ended');
    expect(end).toMatchObject({ reason: 'Cancelled', exitCode: 0 });
    expect(await lines(wanted.run, 'stdout')).toEqual(['ready', 'bye']);
    await engine.cancel(wanted);
    expect((await engine.observe([wanted]))[0].end).toEqual(end);
  });

  it('ends a run that uses more memory than it asked for, children counted', async () => {
    const hog = `const all = []; setInterval(() => all.push(Buffer.alloc(4e6, 1)), 10)`;
    const { end, usage } = await execute(
      shell(`node -e '${hog}' & node -e '${hog}'; wait`, {
        resources: { cpu: '1', memory: '300Mi', gpu: 0 },
      }),
    );
    expect(end?.reason).toBe('OutOfMemory');
    expect(end?.evidence[0].message).toContain('300 MiB are allowed');
    expect(usage.peakMemoryBytes).toBeGreaterThan(300 * 2 ** 20);
  });

  it('measures the CPU time of everything, also of what has ended', async () => {
    const burn = `let x = 0; while (process.cpuUsage().user < 300000) for (let i = 0; i < 1e6; i += 1) x += i;`;
    const { usage } = await execute(
      shell(`node -e '${burn}'; node -e '${burn}'`),
    );
    expect(usage.cpuSeconds).toBeGreaterThan(0.6);
    expect(usage.cpuSeconds).toBeLessThan(4);
    expect(usage.peakMemoryBytes).toBeGreaterThan(20 * 2 ** 20);
  });

  it('ends what a command leaves behind', async () => {
    const wanted = shell(
      `(trap '' TERM; sleep 1000) & (setsid sleep 1000 > /dev/null 2>&1 &) ; echo done`,
    );
    const { end } = await execute(wanted);
    expect(end).toMatchObject({ exitCode: 0 });
    expect(await processesOf(wanted.run)).toEqual([]);
  });

  it('executes an attempt once, however often it is asked to', async () => {
    const wanted = shell(
      `echo executed >> "$PAGODA_OUTPUT_DIR/count"; sleep 0.3`,
    );
    await Promise.all([
      engine.launch(wanted),
      engine.launch(wanted),
      createEngine().launch(wanted),
    ]);
    await engine.launch(wanted);
    await until(wanted, 'Ended');
    await engine.launch(wanted);
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(
      await readFile(join(data.results('demo', wanted.run), 'count'), 'utf8'),
    ).toBe('executed\n');
  });

  it('knows what became of runs that another portal has started', async () => {
    const wanted = shell(`echo begin; sleep 0.7; echo end; exit 5`);
    await engine.launch(wanted);
    await until(wanted, 'Running');
    await engine.stop();
    const next = createEngine();
    const changes: Attempt[] = [];
    next.onChange(attempt => changes.push(attempt));
    expect((await until(wanted, 'Running', next)).startedAt).toBeDefined();
    expect((await until(wanted, 'Ended', next)).end?.exitCode).toBe(5);
    expect(await lines(wanted.run)).toEqual(['begin', 'end']);
    expect(changes).toContainEqual({ run: wanted.run, attempt: 1 });
    expect((await next.observe([{ run: uuid(), attempt: 1 }]))[0].state).toBe(
      'Unknown',
    );
    await next.stop();
  });

  it('reports a run as lost when its supervisor is gone, and leaves nothing of it', async () => {
    const wanted = shell(`echo ready; setsid sleep 1000`);
    await engine.launch(wanted);
    await waitForLine(wanted.run, 'ready');
    await until(wanted, 'Running');
    const state = JSON.parse(
      await readFile(join(data.run(wanted.run), '1', 'state.json'), 'utf8'),
    );
    process.kill(state.supervisor, 'SIGKILL');
    const { end } = await until(wanted, 'Ended');
    expect(end?.reason).toBe('EngineRestarted');
    expect(await processesOf(wanted.run)).toEqual([]);
  });

  it('stores 100 MB of output, every line of it, in little memory', async () => {
    const count = 1_000_000;
    const wanted = node(
      `const line = 'x'.repeat(92);
       let i = 0;
       (function write() {
         let more = true;
         while (i < ${count} && more) {
           let text = '';
           for (let n = 0; n < 1000; n += 1, i += 1) text += String(i).padStart(7, '0') + line + '\\n';
           more = process.stdout.write(text);
         }
         if (i < ${count}) process.stdout.once('drain', write);
       })();`,
    );
    await engine.launch(wanted);
    await until(wanted, 'Running');
    const { supervisor } = JSON.parse(
      await readFile(join(data.run(wanted.run), '1', 'state.json'), 'utf8'),
    );
    let peak = 0;
    const watch = setInterval(() => {
      readFile(`/proc/${supervisor}/status`, 'utf8').then(
        text => {
          peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(text)?.[1] ?? 0));
        },
        () => clearInterval(watch),
      );
    }, 50);
    await until(wanted, 'Ended').finally(() => clearInterval(watch));
    expect(peak / 1024).toBeLessThan(150);

    const log = join(data.logs(wanted.run), '1.log');
    expect((await stat(log)).size).toBeGreaterThan(100e6);
    const { items } = await logs.tail(wanted.run, {}, 1);
    expect(Number(items[0].text.slice(0, 7))).toBe(count - 1);
    let next = 0;
    let cursor: string | undefined;
    do {
      const page = await logs.read(wanted.run, {}, { limit: 20_000, cursor });
      for (const { text } of page.items) {
        if (Number(text.slice(0, 7)) !== next) {
          throw new Error(`line ${next} is '${text}'`);
        }
        next += 1;
      }
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
    expect(next).toBe(count);
  });

  it('cuts endless lines, keeps odd bytes, and ends the last line', async () => {
    const wanted = node(
      `process.stdout.write('é'.repeat(300000) + '\\r\\n');
       process.stdout.write(Buffer.from([0xff, 0x00, 0x0a]));
       process.stdout.write('no newline');`,
    );
    await execute(wanted);
    const texts = await lines(wanted.run);
    expect(texts.slice(-2)).toEqual(['\ufffd\0', 'no newline']);
    expect(texts.slice(0, -2).join('')).toBe('é'.repeat(300000));
    expect(texts.length).toBe(5);
  });
});

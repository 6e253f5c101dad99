import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  isFinal,
  type Explanation,
  type LogLine,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';

jest.setTimeout(60_000);

describe('runs', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await createTestPortal({
      config: { local: { cpu: 8, memory: '8Gi', graceSeconds: 1 } },
    });
  });

  afterAll(() => portal.stop());

  async function submit(spec: object, rest: object = {}): Promise<Run> {
    const { status, body } = await portal
      .as('researcher')
      .post('/projects/demo/runs', {
        spec: { image: 'node:24', ...spec },
        ...rest,
      });
    expect(body).toEqual(expect.objectContaining({ id: expect.any(String) }));
    expect(status).toBe(201);
    return body;
  }

  async function until(
    id: string,
    ready: (run: Run) => boolean,
    seconds = 20,
  ): Promise<Run> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const { body } = await portal.as('researcher').get(`/runs/${id}`);
      if (ready(body)) {
        return body;
      }
      if (Date.now() > deadline) {
        throw new Error(`Run is still ${JSON.stringify(body.status)}`);
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  const ended = (id: string) =>
    until(id, ({ status }) => isFinal(status.phase));

  it('executes a command with its files and parameters, and keeps logs, metrics and results', async () => {
    const script = `
      const { writeFileSync, readFileSync } = require('node:fs');
      const parameters = JSON.parse(readFileSync(process.env.PAGODA_PARAMS_FILE));
      console.log('samples', process.env.PAGODA_PARAM_SAMPLES, parameters.samples);
      console.error('careful');
      writeFileSync(process.env.PAGODA_OUTPUT_DIR + '/result.json', JSON.stringify({ pi: 3.14, note: 'x' }));
    `;
    const run = await submit(
      {
        command: ['node', 'lib/main.js'],
        files: [{ path: 'lib/main.js', content: script }],
        parameterSchema: {
          type: 'object',
          properties: { samples: { type: 'integer' } },
        },
      },
      { parameters: { samples: 7 } },
    );
    const { status } = await ended(run.id);
    expect(status).toMatchObject({
      phase: 'Succeeded',
      attempt: 1,
      exitCode: 0,
      explanation: null,
      metrics: { pi: 3.14 },
    });
    const { body: logs } = await portal
      .as('researcher')
      .get(`/runs/${run.id}/logs`);
    expect(
      logs.items.map((line: { stream: string; text: string }) => [
        line.stream,
        line.text,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['stdout', 'samples 7 7'],
        ['stderr', 'careful'],
      ]),
    );
    const { body: events } = await portal
      .as('viewer')
      .get(`/runs/${run.id}/events`);
    expect(
      events.items.map((event: { reason: string }) => event.reason),
    ).toEqual(['Queued', 'Starting', 'Started', 'Succeeded']);
  });

  async function explanation(id: string): Promise<Explanation> {
    const { status, body } = await portal
      .as('viewer')
      .get(`/runs/${id}/explanation`);
    expect(status).toBe(200);
    return body.explanation;
  }

  async function explainEnd(spec: object, rest?: object) {
    const { id } = await submit(spec, rest);
    await ended(id);
    return explanation(id);
  }

  it('explains an exit code by the last lines of the log', async () => {
    expect(
      await explainEnd({
        command: ['sh', '-c', 'echo fine; echo "no data" >&2; exit 3'],
      }),
    ).toMatchObject({
      code: 'ExitCode',
      summary: 'The command ended with exit code 3.',
      evidence: [{ source: 'log', message: 'no data' }],
    });
    expect(
      await explainEnd({ command: ['sh', '-c', 'no-such-tool --help'] }),
    ).toMatchObject({
      code: 'ExitCode',
      summary: expect.stringContaining('exit code 127'),
      evidence: [{ message: expect.stringContaining('no-such-tool') }],
    });
    expect(
      await explainEnd({
        command: ['sh', '-c', "sh -c 'kill -9 $$'; exit $?"],
      }),
    ).toMatchObject({
      code: 'ExitCode',
      summary: expect.stringContaining('137'),
      advice: expect.stringContaining('memory'),
    });
  });

  it('explains a signal', async () => {
    expect(
      await explainEnd({ command: ['sh', '-c', 'kill -SEGV $$'] }),
    ).toMatchObject({
      code: 'Signal',
      summary: expect.stringContaining('SIGSEGV'),
      evidence: [{ source: 'engine' }],
    });
  });

  it('explains a time limit', async () => {
    expect(
      await explainEnd({ command: ['sleep', '60'], timeoutSeconds: 1 }),
    ).toMatchObject({
      code: 'Timeout',
      summary:
        'It was still running after 1.0s, its time limit, and was ended.',
      advice: expect.stringContaining('timeoutSeconds: 2 '),
    });
  });

  it('explains a lack of memory, and says how much would do', async () => {
    const hog =
      'const all = []; setInterval(() => all.push(Buffer.alloc(8e6, 1)), 5)';
    expect(
      await explainEnd({
        command: ['node', '-e', hog],
        resources: { memory: '200Mi' },
      }),
    ).toMatchObject({
      code: 'OutOfMemory',
      summary: expect.stringMatching(
        /^It used [2-9]\d\d(\.\d)? MiB of memory, its limit is 200 MiB, and was ended\.$/,
      ),
      advice: expect.stringMatching(/memory: \d+(Mi|Gi)/),
    });
  });

  it('explains a command that is not there', async () => {
    expect(await explainEnd({ command: ['no-such-tool'] })).toMatchObject({
      code: 'CommandNotFound',
      summary: expect.stringContaining("'no-such-tool'"),
      evidence: [{ message: expect.stringContaining('PATH') }],
    });
  });

  it('explains a volume that was deleted before the run could start', async () => {
    const { status } = await portal
      .as('researcher')
      .post('/projects/demo/volumes', { name: 'inputs', size: '1Mi' });
    expect(status).toBe(201);
    const directory = join(portal.dataDirectory, 'volumes', 'demo', 'inputs');
    await waitFor(() => existsSync(directory));
    await rm(directory, { recursive: true });
    expect(
      await explainEnd(
        { command: ['true'] },
        {
          volumes: [{ name: 'inputs', path: 'data' }],
        },
      ),
    ).toMatchObject({
      code: 'VolumeNotFound',
      summary: "The volume 'inputs' was not there when the run was to start.",
    });
  });

  it('says who cancelled a run, before and after its start', async () => {
    const { id } = await submit({ command: ['sleep', '60'] });
    await until(id, ({ status }) => status.phase === 'Running');
    await portal.as('owner').post(`/runs/${id}:cancel`);
    await ended(id);
    expect(await explanation(id)).toMatchObject({
      code: 'Cancelled',
      summary: 'Cancelled by owner while it ran.',
    });
  });

  it('explains that the engine has lost a run', async () => {
    const { id } = await submit({ command: ['sleep', '60'] });
    await until(id, ({ status }) => status.phase === 'Running');
    const state = JSON.parse(
      await readFile(
        join(portal.dataDirectory, 'runs', id, '1', 'state.json'),
        'utf8',
      ),
    );
    process.kill(state.supervisor, 'SIGKILL');
    const { status } = await ended(id);
    expect(status).toMatchObject({ phase: 'Failed', exitCode: null });
    expect(await explanation(id)).toMatchObject({ code: 'EngineRestarted' });
  });

  it('explains what waiting runs wait for, and their place in the queue', async () => {
    await portal.createProject({
      name: 'narrow',
      quota: { concurrentRuns: 2, memory: '1Gi' },
    });
    const waits = async (resources: object) => {
      const { status, body } = await portal
        .as('researcher')
        .post('/projects/narrow/runs', {
          spec: { image: 'node:24', command: ['sleep', '60'], resources },
        });
      expect(status).toBe(201);
      return body.id as string;
    };
    const first = await waits({ cpu: '100m', memory: '600Mi' });
    await until(first, ({ status }) => status.phase === 'Running');
    const quota = await waits({ cpu: '100m', memory: '600Mi' });
    expect(await explanation(quota)).toMatchObject({
      code: 'QuotaExceeded',
      summary:
        "It waits for the quota of project 'narrow': it asks for 600 MiB of memory, and 600 MiB of 1 GiB are in use.",
      evidence: [
        { source: 'quota' },
        {
          message:
            'in use by run #1 of user:default/researcher: 0.1 CPU, 600 MiB of memory',
        },
        { source: 'queue', message: expect.stringContaining('number 1 ') },
      ],
    });
    const second = await waits({ cpu: '100m', memory: '10Mi' });
    await until(second, ({ status }) => status.phase === 'Running');
    const limit = await waits({ cpu: '100m', memory: '10Mi' });
    expect(await explanation(limit)).toMatchObject({
      code: 'ConcurrencyLimit',
      summary:
        "It waits for its turn: 2 of 2 runs of project 'narrow' are active, and it is number 2 in the queue.",
    });
    // Lists show it too, a little later.
    const shown = await until(
      limit,
      ({ status }) => status.explanation !== null,
    );
    expect(shown.status.explanation?.code).toBe('ConcurrencyLimit');

    const large = await submit({
      command: ['sleep', '60'],
      resources: { cpu: '8' },
    });
    expect(await explanation(large.id)).toMatchObject({
      code: 'Unschedulable',
      summary: expect.stringContaining("cluster 'local': it asks for 8 CPU"),
    });
    for (const id of [limit, quota, second, first, large.id]) {
      await portal.as('owner').post(`/runs/${id}:cancel`);
      await ended(id);
    }
    expect(await explanation(limit)).toMatchObject({
      summary: 'Cancelled by owner before it started.',
    });
  });

  it('goes on with what ran when the portal was restarted', async () => {
    const { id } = await submit({
      command: ['sh', '-c', 'echo before; sleep 1.5; echo after; exit 4'],
    });
    await until(id, ({ status }) => status.phase === 'Running');
    await portal.restart();
    expect((await ended(id)).status).toMatchObject({
      phase: 'Failed',
      attempt: 1,
      exitCode: 4,
    });
    const { body } = await portal.as('viewer').get(`/runs/${id}/logs`);
    expect(body.items.map((line: LogLine) => line.text)).toEqual([
      'before',
      'after',
    ]);
  });

  it('takes two hundred runs at once, and ignores metrics that are none', async () => {
    const begin = Date.now();
    const submitted = await Promise.all(
      Array.from({ length: 200 }, () =>
        submit({
          command: [
            'sh',
            '-c',
            'echo "{\\"loss\\": 0.5, \\"name\\": \\"x\\", \\"bad\\": 1e999" > $PAGODA_OUTPUT_DIR/result.json',
          ],
          resources: { cpu: '100m', memory: '64Mi' },
        }),
      ),
    );
    while (Date.now() - begin < 90_000) {
      const { body } = await portal
        .as('viewer')
        .get('/runs?project=demo&phase=Queued&phase=Starting&phase=Running');
      if (body.items.length === 0) {
        break;
      }
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    for (const { id } of submitted) {
      const { body } = await portal.as('viewer').get(`/runs/${id}`);
      expect(body.status).toMatchObject({ phase: 'Succeeded', metrics: {} });
    }
  }, 120_000);
});

async function waitFor(ready: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !ready(); i += 1) {
    await new Promise(resolve => setTimeout(resolve, 25));
  }
  expect(ready()).toBe(true);
}

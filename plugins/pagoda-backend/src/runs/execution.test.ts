import type { Run, RunPhase } from '@pagoda/plugin-pagoda-common';
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
    until(id, ({ status }) =>
      (['Succeeded', 'Failed', 'Cancelled'] as RunPhase[]).includes(
        status.phase,
      ),
    );

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
});

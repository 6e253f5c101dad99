import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFullPortal, type FullPortal } from '../testing/createFullPortal';

const TEMPLATE = `
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: greet }
spec:
  type: experiment
  parameters: []
  steps:
    - { id: log, name: Log, action: 'debug:log', input: { message: hello } }
`;

describe("the policy's answers to other plugins", () => {
  let directory: string;
  let portal: FullPortal;
  const tokens: Record<string, string> = {};

  const send = (persona: string, method: string, path: string, body?: object) =>
    portal.send(method, path, tokens[persona], body);

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pagoda-policy-'));
    const target = join(directory, 'template.yaml');
    await writeFile(target, TEMPLATE);
    portal = await createFullPortal({
      config: {
        catalog: {
          rules: [{ allow: ['Template', 'System'] }],
          locations: [{ type: 'file', target }],
        },
      },
    });
    for (const persona of ['researcher', 'researcher2', 'administrator']) {
      tokens[persona] = await portal.signIn(persona);
    }
    const template = '/api/catalog/entities/by-name/template/default/greet';
    while ((await send('researcher', 'GET', template)).status !== 200) {
      await sleep(100);
    }
  }, 60_000);

  afterAll(async () => {
    await portal?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('keeps tasks of the scaffolder to those who started them', async () => {
    const started = await send(
      'researcher',
      'POST',
      '/api/scaffolder/v2/tasks',
      {
        templateRef: 'template:default/greet',
        values: {},
      },
    );
    expect(started.status).toBe(201);
    const { id } = started.body;
    for (const [persona, found] of [
      ['researcher', [id]],
      ['researcher2', []],
      ['administrator', [id]],
    ] as const) {
      const { body } = await send(persona, 'GET', '/api/scaffolder/v2/tasks');
      expect([
        persona,
        body.tasks.map((task: { id: string }) => task.id),
      ]).toEqual([persona, found]);
      const task = await send(persona, 'GET', `/api/scaffolder/v2/tasks/${id}`);
      expect([persona, task.status < 300]).toEqual([persona, found.length > 0]);
    }
  });

  it('leaves the catalog to administrators, but for reading', async () => {
    const location = {
      type: 'url',
      target: 'https://github.com/backstage/backstage/blob/master/x.yaml',
    };
    const attempts = [
      ['POST', '/api/catalog/locations?dryRun=true', location],
      ['POST', '/api/catalog/analyze-location', { location }],
      ['POST', '/api/catalog/refresh', { entityRef: 'template:default/greet' }],
      ['DELETE', '/api/catalog/locations/1', undefined],
    ] as const;
    for (const [method, path, body] of attempts) {
      const answer = await send('researcher', method, path, body);
      expect([path, answer.status]).toEqual([path, 403]);
    }
    const refreshed = await send('administrator', ...attempts[2]);
    expect(refreshed.status).toBe(200);
  });

  it('shows entities of a project to its members, as soon as they are', async () => {
    await send('administrator', 'POST', '/api/pagoda/v1/projects', {
      name: 'demo',
      members: [{ subject: 'user:default/researcher', role: 'owner' }],
    });
    const entity = '/api/catalog/entities/by-name/system/default/demo';
    while ((await send('researcher', 'GET', entity)).status !== 200) {
      await sleep(100);
    }
    expect((await send('researcher2', 'GET', entity)).status).toBe(404);
    await send('researcher', 'PUT', '/api/pagoda/v1/projects/demo/members', {
      items: [
        { subject: 'user:default/researcher', role: 'owner' },
        { subject: 'user:default/researcher2', role: 'viewer' },
      ],
    });
    await sleep(2_100);
    expect((await send('researcher2', 'GET', entity)).status).toBe(200);
  }, 20_000);
});

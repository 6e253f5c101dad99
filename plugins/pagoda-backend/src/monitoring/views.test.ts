import { decodeJwt } from 'jose';
import request from 'supertest';
import { mockCredentials } from '@backstage/backend-test-utils';
import type {
  Monitoring,
  MonitoringInstallResult,
  View,
} from '@pagoda/plugin-pagoda-common';
import {
  createTestPortal,
  testUserRef,
  type TestPortal,
  type TestUser,
} from '../testing/createTestPortal';
import { FakeGrafana, verifyLikeGrafana } from '../testing/fakes/FakeGrafana';
import { FakeKibana } from '../testing/fakes/FakeKibana';
import { boards } from './dashboards/boards';

jest.setTimeout(60_000);

const NAMESPACE = 'pagoda-demo';

let portal: TestPortal;
let grafana: FakeGrafana;
let kibana: FakeKibana;

async function start(options: {
  allowEmbedding?: boolean;
  grafana?: Record<string, string | boolean>;
  frameAncestors?: string;
  hosts?: string[];
  apiKey?: string;
}) {
  const { allowEmbedding = true, frameAncestors, hosts, apiKey } = options;
  grafana = await FakeGrafana.start({ allowEmbedding });
  kibana = await FakeKibana.start({ frameAncestors });
  portal = await createTestPortal({
    config: {
      monitoring: {
        grafana: {
          ...{ url: grafana.url, serviceAccountToken: grafana.token },
          ...options.grafana,
        },
        kibana: { url: kibana.url, apiKey: apiKey ?? kibana.apiKey },
        embed: { hosts: hosts ?? [kibana.url] },
      },
    },
  });
  await portal.createProject({ name: 'hidden', title: 'Hidden', members: [] });
  await portal.knex('clusters').insert({
    ...{ name: 'lab', title: 'Lab', description: '', provisioner: 'existing' },
    ...{ engine: 'kubernetes', phase: 'Ready', capacity_json: '{}' },
    ...{ created_at: 0, observed_at: 0 },
  });
  // Nobody can open it, so that nobody looks whether the namespaces are there.
  await portal.knex('cluster_connections').insert({
    ...{ cluster: 'lab', kind: 'token', sealed: 'v1:none:x', version: '1' },
    ...{ updated_at: 0, updated_by: testUserRef('administrator') },
  });
  for (const [project, namespace] of [
    ['demo', NAMESPACE],
    ['hidden', 'pagoda-hidden'],
  ]) {
    await portal.knex('project_namespaces').insert({
      ...{ cluster: 'lab', project, namespace, phase: 'Ready', message: '' },
      ...{ since: 0, created_at: 0 },
    });
  }
}

async function stopAll() {
  await portal?.stop();
  await grafana?.stop();
  await kibana?.stop();
}
afterEach(stopAll);

/** What a frame sends: a cookie, and no header that names the user. */
function inFrame(user: TestUser, path: string, body?: object) {
  const cookie = mockCredentials.limitedUser.cookie(testUserRef(user));
  const agent = request(portal.server);
  const url = `/api/pagoda/grafana/${path}`;
  const test = body === undefined ? agent.get(url) : agent.post(url);
  test.set('Cookie', cookie);
  return body === undefined ? test : test.send(body);
}

function queryOf(expr: string) {
  const datasource = { type: 'prometheus', uid: 'prometheus' };
  return {
    ...{ from: '0', to: '1' },
    queries: [{ refId: 'A', datasource, expr, secret: 'x' }],
  };
}

function expressionOf(board: string, namespace: string): string {
  const { panels } = boards({}).find(({ name }) => name === board)!;
  return panels[0].queries[0].expr.replace(/\$([a-z]+)/g, (_, name) =>
    name === 'namespace' ? namespace : 'x',
  );
}

async function install(body: object): Promise<MonitoringInstallResult> {
  const answer = await portal
    .as('administrator')
    .post('/monitoring:install', body);
  expect(answer.status).toBe(200);
  return answer.body;
}

async function status(): Promise<Monitoring> {
  return (await portal.as('administrator').get('/monitoring').expect(200)).body;
}

function actions(result: MonitoringInstallResult, target: string) {
  return Object.fromEntries(
    result.items
      .filter(item => item.target === target)
      .map(({ id, action }) => [id, action]),
  );
}

describe('installing', () => {
  it('writes what is missing, leaves alone what somebody has changed, and overwrites it when told to', async () => {
    await start({});
    const before = grafana.requests.length;
    const dry = await install({ dryRun: true });
    expect(actions(dry, 'grafana')['pagoda-run']).toBe('Created');
    expect(
      grafana.requests.slice(before).filter(({ method }) => method !== 'GET'),
    ).toEqual([]);
    expect(kibana.objects.size).toBe(0);

    const first = await install({});
    expect(new Set(Object.values(actions(first, 'grafana')))).toEqual(
      new Set(['Created']),
    );
    expect(actions(first, 'kibana')).toEqual({
      ...{ demo: 'Created', hidden: 'Created' },
    });
    expect(kibana.objects.size).toBe(6);
    const again = await install({});
    expect(new Set(again.items.map(({ action }) => action))).toEqual(
      new Set(['Unchanged']),
    );

    grafana.editByHand('pagoda-run', { description: 'Mine' });
    const { objects } = await status();
    expect(
      objects.filter(({ state }) => state === 'Changed').map(({ id }) => id),
    ).toEqual(['pagoda-run']);
    expect(actions(await install({}), 'grafana')['pagoda-run']).toBe('Kept');
    expect(grafana.dashboard('pagoda-run')?.description).toBe('Mine');
    expect(
      actions(await install({ overwrite: true }), 'grafana')['pagoda-run'],
    ).toBe('Updated');
    expect(grafana.dashboard('pagoda-run')?.description).not.toBe('Mine');
  });

  it('is for administrators, and says what is wrong with a server', async () => {
    await start({ apiKey: 'wrong', grafana: { serviceAccountToken: 'wrong' } });
    await portal.as('owner').get('/monitoring').expect(403);
    await portal.as('owner').post('/monitoring:install', {}).expect(403);
    const { items } = await install({});
    expect(new Set(items.map(({ action }) => action))).toEqual(
      new Set(['Failed']),
    );
    expect(items.map(({ message }) => message).join()).toContain('HTTP 401');
    expect(JSON.stringify(items)).not.toContain('wrong');
    await kibana.stop();
    const { connections } = await status();
    const byKind = new Map(connections.map(each => [each.kind, each]));
    expect(byKind.get('grafana')).toMatchObject({
      ...{ configured: true, healthy: true, version: '13.3.0' },
    });
    expect(byKind.get('kibana')).toMatchObject({
      ...{ configured: true, healthy: false },
      message: expect.stringContaining('was not reached'),
    });
    expect(byKind.get('elasticsearch')).toMatchObject({ configured: false });
  });
});

describe('frames of Grafana', () => {
  it('show a page to who may see it, whom Grafana knows by a short token', async () => {
    await start({});
    const path = `d/pagoda-project/x?var-namespace=${NAMESPACE}`;
    const page = await inFrame('viewer', path).expect(200);
    expect(page.text).toContain('Fake Grafana');
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(page.headers['x-frame-options']).toBeUndefined();
    expect(page.headers['content-security-policy']).toContain(
      "frame-ancestors 'self'",
    );
    const { headers } = grafana.requests.at(-1)!;
    expect(headers.cookie).toBeUndefined();
    expect(headers.authorization).toBeUndefined();
    const token = headers['x-jwt-assertion'] as string;
    const claims = await verifyLikeGrafana(token, {
      ...{ issuer: 'http://localhost:3000', audience: 'grafana' },
      jwksUrl: portal.baseUrl.replace('/v1', '/view-keys.json'),
    });
    expect(claims).toMatchObject({
      ...{ sub: testUserRef('viewer'), role: 'Viewer' },
    });
    expect(claims.exp! - claims.iat!).toBe(60);

    await inFrame('stranger', path).expect(403);
    await inFrame('viewer', 'd/pagoda-project/x').expect(403);
    await inFrame(
      'viewer',
      'd/pagoda-project/x?var-namespace=pagoda-hidden',
    ).expect(403);
    await inFrame('viewer', 'd/pagoda-fleet/x').expect(403);
    await inFrame('administrator', 'd/pagoda-fleet/x').expect(200);
    await inFrame('viewer', 'd/pagoda-cluster/x').expect(200);
    await inFrame('administrator', 'd/other/x').expect(403);
    await request(portal.server)
      .get(`/api/pagoda/grafana/${path}`)
      .set('Authorization', mockCredentials.none.header())
      .expect(401);
  });

  it("pass on the queries of PAGoDA's own panels about what the user may see, and no others", async () => {
    await start({});
    const ask = (user: TestUser, expr: string) =>
      inFrame(user, 'api/ds/query', queryOf(expr));
    const own = expressionOf('project', NAMESPACE);
    const { body } = await ask('viewer', own).expect(200);
    expect(body.results.A.frames).toHaveLength(1);
    const sent = JSON.parse(grafana.requests.at(-1)!.body);
    expect(sent.queries[0]).toEqual({
      ...{ refId: 'A', datasource: { uid: 'prometheus' }, expr: own },
    });
    const count = grafana.requests.length;
    await ask('stranger', own).expect(403);
    await ask('viewer', expressionOf('project', 'pagoda-hidden')).expect(403);
    await ask('viewer', expressionOf('fleet', '')).expect(403);
    await ask('viewer', `${own} or up`).expect(403);
    await ask('viewer', expressionOf('project', 'a"} or up{x="')).expect(403);
    await inFrame('viewer', 'api/ds/query', {
      ...queryOf(own),
      queries: [{ refId: 'A', datasource: { uid: 'loki' }, expr: own }],
    }).expect(403);
    await inFrame('viewer', 'api/ds/query', { queries: [] }).expect(400);
    await inFrame('viewer', 'api/ds/query', queryOf(own))
      .set('Origin', 'https://evil.example.org')
      .expect(403);
    expect(grafana.requests).toHaveLength(count);
    // Administrators may ask Grafana itself, too.
    await ask('administrator', 'up').expect(200);
  });

  it.each([
    'api/datasources',
    'api/search?query=',
    'api/dashboards/uid/other',
    'public/../api/datasources',
    'public/%2e%2e/api/datasources',
    'public/..%2fapi/datasources',
    'api/annotations',
    'api/live/ws',
    'login',
  ])('pass nothing else on: %s', async path => {
    await start({});
    const answer = await inFrame('administrator', path);
    expect([403, 404]).toContain(answer.status);
    expect(grafana.requests).toEqual([]);
  });

  it('say what is wrong where there is nothing to show', async () => {
    await start({ allowEmbedding: false });
    const page = `d/pagoda-project/x?var-namespace=${NAMESPACE}`;
    const refused = await inFrame('viewer', page).expect(503);
    expect(JSON.stringify(refused.body)).toContain('allow_embedding');
    await grafana.stop();
    const down = await inFrame('viewer', page).set('Accept', 'text/html');
    expect(down.status).toBe(503);
    expect(down.text).toBe('Grafana does not answer');
  });
});

describe('views', () => {
  const views = async (query: string, user: TestUser = 'viewer') =>
    (await portal.as(user).get(`/views?${query}`)).body.items as View[];

  it('lead to what is about the thing, for the time that is asked for', async () => {
    await start({ frameAncestors: 'http://localhost:3000' });
    await install({});
    const [project, logs] = await views(
      'project=demo&since=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z&theme=dark',
    );
    const url = new URL(project.url!, 'http://localhost/api/pagoda/');
    expect(url.pathname).toBe(
      '/api/pagoda/grafana/d/pagoda-project/pagoda-project',
    );
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      ...{ 'var-namespace': NAMESPACE, 'var-datasource': 'prometheus' },
      ...{ theme: 'dark', from: '1767225600000', to: '1767312000000' },
    });
    expect(project).toMatchObject({ provider: 'grafana', frame: true });
    expect(logs).toMatchObject({ provider: 'kibana', frame: true });
    expect(new URL(logs.url!).origin).toBe(kibana.url);
    expect(decodeURIComponent(logs.url!)).toContain(
      "time:(from:'2026-01-01T00:00:00.000Z',to:'2026-01-02T00:00:00.000Z')",
    );
    const [, ofExperiment] = await views('project=demo&experiment=pi');
    expect(decodeURIComponent(ofExperiment.url!)).toContain(
      `query:'pagoda.experiment:"pi"'`,
    );
    expect(await views('project=hidden')).toBeUndefined();
    expect(await views('fleet=true')).toBeUndefined();
    expect(await views('fleet=true', 'administrator')).toHaveLength(1);
    await portal.as('viewer').get('/views').expect(400);
    await portal.as('viewer').get('/views?experiment=pi').expect(400);
  });

  it('are links where Kibana forbids frames, or is not on the list', async () => {
    await start({ frameAncestors: "'none'" });
    await install({});
    const [, logs] = await views('project=demo');
    expect(logs).toMatchObject({
      frame: false,
      message: expect.stringContaining('frame-ancestors'),
    });
    expect(logs.url).toBeUndefined();
    await stopAll();
    await start({ hosts: [] });
    await install({});
    expect((await views('project=demo'))[1]).toMatchObject({
      frame: false,
      message: expect.stringContaining('pagoda.monitoring.embed.hosts'),
    });
  });

  it('are links alone where an institution wants that', async () => {
    const publicUrl = 'https://grafana.example.org';
    await start({ grafana: { link: true, publicUrl } });
    const [project] = await views('project=demo');
    expect(project).toMatchObject({
      ...{ frame: false, link: expect.stringContaining(`${publicUrl}/d/`) },
    });
    expect(project.url).toBeUndefined();
    await inFrame('administrator', 'd/pagoda-fleet/x').expect(404);
  });
});

it('says in a portal without monitoring that there is none', async () => {
  portal = await createTestPortal();
  const { body } = await portal.as('viewer').get('/views?project=demo');
  expect(body).toEqual({
    items: [],
    message: expect.stringContaining('pagoda.monitoring'),
  });
  const { connections, objects } = await status();
  expect(connections.some(({ configured }) => configured)).toBe(false);
  expect(objects).toEqual([]);
});

it('keeps no secret in what it answers', async () => {
  await start({});
  const text = JSON.stringify(await status());
  expect(text).not.toContain(grafana.token);
  expect(text).not.toContain(kibana.apiKey);
  await inFrame('administrator', 'd/pagoda-fleet/x').expect(200);
  const token = grafana.requests.at(-1)!.headers['x-jwt-assertion'] as string;
  expect(decodeJwt(token).sub).toBe(testUserRef('administrator'));
});

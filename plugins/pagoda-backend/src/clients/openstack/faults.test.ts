import {
  half,
  json,
  SCRIPTED_SECRETS,
  ScriptedCloud,
  silence,
  text,
} from '../../testing/ScriptedCloud';
import { OpenStackClient } from './OpenStackClient';
import type { OpenStackConnection } from './OpenStackConnection';
import { OpenStackError } from './OpenStackError';

const SERVER = { name: 's', flavorRef: '1', networks: 'none' } as const;
const made = json(202, { server: { id: 'made' } });
const found = json(200, { server: { id: 'found' } });

describe('OpenStackClient, when the cloud misbehaves', () => {
  const cloud = new ScriptedCloud();
  let client: OpenStackClient;

  function connect(more: Partial<OpenStackConnection> = {}): void {
    client = new OpenStackClient(cloud.connection(more));
  }

  beforeAll(() => cloud.open());
  afterAll(() => cloud.close());
  beforeEach(() => {
    cloud.arrivals.length = 0;
    connect();
  });
  afterEach(() => client.close());

  async function failure(call: Promise<unknown>): Promise<OpenStackError> {
    const error = await call.then(
      () => new Error('it did not fail'),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(OpenStackError);
    const known = error as OpenStackError;
    const shown = `${known.stack} ${JSON.stringify(known)} ${JSON.stringify(known.cause)}`;
    expect(shown).not.toMatch(SCRIPTED_SECRETS);
    return known;
  }

  it('asks again after the time that a 429 names, also what creates something', async () => {
    cloud.script = [json(429, {}, { 'Retry-After': '1' }), made];
    const begun = Date.now();
    expect(await client.compute.createServer(SERVER)).toEqual({ id: 'made' });
    // Timers may be a millisecond early.
    expect(Date.now() - begun).toBeGreaterThanOrEqual(990);
    expect(cloud.asked).toHaveLength(2);
    expect(client.calls().compute).toMatchObject({ repeats: 1, failures: 1 });
  });

  it('says how long to wait where that is too long to wait for', async () => {
    cloud.script = [
      json(429, { error: { message: 'slow down' } }, { 'Retry-After': '600' }),
    ];
    const error = await failure(client.compute.findServer('a'));
    expect(error).toMatchObject({
      ...{ code: 'RateLimited', retryAfterSeconds: 600, reason: 'slow down' },
    });
    expect(cloud.asked).toHaveLength(1);
  });

  it('repeats after 503 what reads, and what creates only when it is told that nothing was done', async () => {
    cloud.script = [text(503, ''), found];
    expect(await client.compute.findServer('a')).toEqual({ id: 'found' });
    cloud.script = [text(503, ''), made];
    const error = await failure(client.compute.createServer(SERVER));
    expect(error).toMatchObject({ code: 'ServerError', uncertain: true });
    cloud.script = [text(503, '', { 'Retry-After': '0' }), made];
    expect(await client.compute.createServer(SERVER)).toEqual({ id: 'made' });
    expect(cloud.asked).toHaveLength(5);
  });

  it('does not repeat what failed within the service, and names the request', async () => {
    cloud.script = [
      json(
        500,
        { computeFault: { code: 500, message: 'Unexpected API Error.' } },
        { 'x-openstack-request-id': 'req-1' },
      ),
    ];
    const error = await failure(client.compute.createServer(SERVER));
    expect(error).toMatchObject({
      ...{ code: 'ServerError', status: 500, requestId: 'req-1' },
      ...{ service: 'compute', method: 'POST', uncertain: true },
    });
    expect(error.message).toBe(
      'compute POST /compute/v2.1/servers: Unexpected API Error. (HTTP 500, req-1)',
    );
    expect(cloud.asked).toHaveLength(1);
  });

  it.each([
    ['a page', text(200, '<html>Maintenance</html>'), /Maintenance/],
    ['half of JSON', text(200, '{"server": {"adminPass": "x'), /27 bytes/],
    ['another JSON', json(200, { hello: 1 }), /has no server/],
    ['null', json(200, null), /has no server/],
    ['nothing', text(200, ''), /has no server/],
  ])('calls %s garbage', async (_, answer, words) => {
    cloud.script = [answer];
    const error = await failure(client.compute.findServer('a'));
    expect(error).toMatchObject({ code: 'Garbage', uncertain: false });
    expect(error.reason).toMatch(words);
    expect(error.reason).not.toContain('adminPass');
    expect(cloud.asked).toHaveLength(1);
    expect(await failure(client.compute.createServer(SERVER))).toMatchObject({
      ...{ code: 'Garbage', uncertain: true },
    });
  });

  it('does not know what became of a creation whose answer broke off, and reads again', async () => {
    cloud.script = [half('{"server": {"id": '), found];
    expect(await client.compute.findServer('a')).toEqual({ id: 'found' });
    cloud.script = [half('{"server": {"id": '), made];
    const error = await failure(client.compute.createServer(SERVER));
    expect(error).toMatchObject({ ...{ status: 0, code: 'Unreachable' } });
    expect(error.uncertain).toBe(true);
    expect(cloud.asked).toHaveLength(3);
  });

  it('waits for silence once, and no longer than agreed', async () => {
    connect({ timeouts: { requestMs: 200 } });
    cloud.script = [silence()];
    const error = await failure(client.compute.findServer('a'));
    expect(error.reason).toBe('no answer within 0.2 s');
    expect(error).toMatchObject({ code: 'Unreachable', uncertain: false });
    expect(await failure(client.compute.createServer(SERVER))).toMatchObject({
      uncertain: true,
    });
    expect(cloud.asked).toHaveLength(2);
  });

  it('repeats what found nobody listening, and is certain that nothing was done', async () => {
    const gone = new ScriptedCloud();
    await gone.open();
    const connection = gone.connection();
    await gone.close();
    const lonely = new OpenStackClient(connection);
    const error = await failure(lonely.compute.createServer(SERVER));
    expect(error).toMatchObject({ code: 'Unreachable', uncertain: false });
    expect(error.reason).toMatch(/ECONNREFUSED/);
    expect(lonely.calls().identity).toMatchObject({ calls: 4, repeats: 3 });
    await lonely.close();
  });

  it('stops when it is no longer wanted', async () => {
    cloud.script = [silence()];
    const abort = new AbortController();
    const call = client.caller.request({
      ...{ service: 'compute', path: ['servers'], signal: abort.signal },
    });
    setTimeout(() => abort.abort(new Error('changed my mind')), 50);
    await expect(call).rejects.toThrow('changed my mind');
    // Also while it waits to ask again.
    cloud.script = [json(429, {}, { 'Retry-After': '15' })];
    const waiting = client.caller.request({
      ...{ service: 'compute', path: ['servers'] },
      signal: AbortSignal.timeout(300),
    });
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('keeps to its own host and does not go round in circles on pages', async () => {
    const page = (marker: string) =>
      json(200, {
        volumes: [{ id: marker }],
        volumes_links: [
          { rel: 'next', href: `http://192.0.2.1/evil?marker=${marker}` },
        ],
      });
    cloud.script = [page('a'), page('b'), page('b')];
    const seen: string[] = [];
    const error = await failure(
      (async () => {
        for await (const volume of client.blockStorage.volumes()) {
          seen.push(volume.id);
        }
      })(),
    );
    expect(error).toMatchObject({ code: 'Garbage' });
    expect(error.reason).toContain('leads to itself');
    expect(seen).toEqual(['a', 'b', 'b']);
    expect(cloud.asked.map(({ url }) => url)).toEqual([
      '/volume/v3/project/volumes/detail?limit=500',
      '/volume/v3/project/volumes/detail?limit=500&marker=a',
      '/volume/v3/project/volumes/detail?limit=500&marker=b',
    ]);
  });

  it('takes a page that is not there for no news of a server', async () => {
    cloud.script = [text(404, '<h1>Not Found</h1>')];
    await failure(client.compute.findServer('a'));
    await failure(client.compute.deleteServer('a'));
    cloud.script = [json(404, { itemNotFound: { message: 'no' } })];
    expect(await client.compute.findServer('a')).toBeUndefined();
    await client.compute.deleteServer('a');
  });

  it('lets no name leave its place in a path', async () => {
    cloud.script = [json(404, { itemNotFound: { message: 'no' } })];
    expect(await client.blockStorage.findVolume('../x?y=1/z')).toBeUndefined();
    expect(cloud.asked[0].url).toBe(
      '/volume/v3/project/volumes/..%2Fx%3Fy%3D1%2Fz',
    );
    await expect(client.blockStorage.findVolume('..')).rejects.toThrow(
      TypeError,
    );
  });
});

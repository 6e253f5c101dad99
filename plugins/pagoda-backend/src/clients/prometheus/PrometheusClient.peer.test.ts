import { randomUUID } from 'node:crypto';
import { remoteWrite } from '../../testing/remoteWrite';
import { ServerFront } from '../../testing/ServerFront';
import { PrometheusClient } from './PrometheusClient';
import { PrometheusError } from './PrometheusError';
import { quoteLabelValue } from './quoteLabelValue';

jest.setTimeout(60_000);

const url = process.env.PROMETHEUS_PEER_URL ?? '';
const HOSTILE = [
  '"} or vector(1) or up{job="',
  '\\"} or vector(1) #',
  '\\',
  'a\nb\tc\r',
  "`backtick` and 'single' {braces} (x) $1 %s \u0000 end",
  '.*',
  'Zürich 🦊 \u2028',
];

let client: PrometheusClient;
let front: ServerFront;

function connect(rest: object = {}): PrometheusClient {
  return new PrometheusClient({ url: front.url, timeoutSeconds: 10, ...rest });
}

beforeAll(async () => {
  if (!url) {
    throw new Error(
      'PROMETHEUS_PEER_URL is not set: npm run test:peers sets it',
    );
  }
  front = await ServerFront.start(url);
  client = connect();
});
beforeEach(() => {
  front.mode = 'pass';
});
afterAll(async () => {
  await client?.close();
  await front?.stop();
});

async function failure(promise: Promise<unknown>): Promise<PrometheusError> {
  const error = await promise.then(
    () => undefined,
    caught => caught,
  );
  expect(error).toBeInstanceOf(PrometheusError);
  return error;
}

describe('PrometheusClient', () => {
  it('finds just the series whose label is the text, whatever the text is', async () => {
    const test = randomUUID();
    const now = Date.now();
    await remoteWrite(
      url,
      HOSTILE.map((value, index) => ({
        labels: { __name__: 'pagoda_hostile', test, value },
        samples: [[now, index]],
      })),
    );
    for (const [index, value] of HOSTILE.entries()) {
      const found = await client.query(
        `pagoda_hostile{test=${quoteLabelValue(test)},value=${quoteLabelValue(value)}}`,
        now,
      );
      expect(found.map(each => [each.labels.value, each.value])).toEqual([
        [value, index],
      ]);
    }
  });

  it('reads numbers of every kind at their times', async () => {
    const step = 15;
    const start = Math.floor(Date.now() / 15_000) * 15_000 - 60_000;
    const series = await client.queryRange({
      ...{ query: 'vector(1) / 0 * (time() > bool 0)', step },
      ...{ start, end: start + 30_000 },
    });
    expect(series).toEqual([
      {
        labels: {},
        points: [0, 1, 2].map(n => [start + n * 15_000, Infinity]),
      },
    ]);
    const [nothing] = await client.query('vector(0) / 0');
    expect(nothing.value).toBeNaN();
    expect(await client.version()).toMatch(/^\d+\.\d+/);
  });

  it('asks for no more points than Prometheus answers', async () => {
    const query = { query: 'vector(1)', start: 0, step: 1 };
    const most = await client.queryRange({ ...query, end: 10_999_000 });
    expect(most[0].points).toHaveLength(11_000);
    await expect(
      client.queryRange({ ...query, end: 11_000_000 }),
    ).rejects.toThrow('11001 points');
    await expect(
      client.queryRange({ ...query, end: 1000, step: 0 }),
    ).rejects.toThrow(RangeError);
  });

  it('says what is wrong, with the cause and without the credentials', async () => {
    const refused = connect({ token: 'glsa_secret', timeoutSeconds: 1 });
    const basic = connect({ username: 'ada', password: 'secret' });
    await basic.query('1');
    expect(front.authorization).toBe(
      `Basic ${Buffer.from('ada:secret').toString('base64')}`,
    );
    expect(await failure(client.query('sum('))).toMatchObject({
      ...{ code: 'Failed', status: 400 },
      message: expect.stringContaining('parse error'),
    });
    expect(await failure(client.query('up[1m]'))).toMatchObject({
      ...{ code: 'Failed', message: expect.stringContaining('matrix') },
    });
    front.mode = 401;
    const error = await failure(refused.query('1'));
    expect(front.authorization).toBe('Bearer glsa_secret');
    expect(error).toMatchObject({ code: 'Refused', status: 401 });
    expect(error.cause).toBeInstanceOf(Error);
    expect(`${error.message}${error.stack}`).not.toContain('glsa_secret');
    for (const mode of ['reset', 'stranger', 502, 404] as const) {
      front.mode = mode;
      expect((await failure(client.query('1'))).code).toBe('Unreachable');
    }
    front.mode = 'silent';
    const begun = Date.now();
    expect(await failure(refused.query('1'))).toMatchObject({
      ...{ code: 'TooSlow', message: expect.stringContaining('1 s') },
    });
    expect(Date.now() - begun).toBeLessThan(4000);
    front.mode = 'pass';
    // Prometheus itself gives up what takes longer.
    const hasty = connect({ timeoutSeconds: 0.001 });
    expect(
      await failure(
        hasty.queryRange({
          // Of nothing stored: it takes long wherever it is asked.
          query: 'count_over_time(vector(1)[1h:1s])',
          ...{ start: Date.now() - 3_600_000, end: Date.now(), step: 1 },
        }),
      ),
    ).toMatchObject({ code: 'TooSlow', status: 503 });
    await Promise.all([refused, basic, hasty].map(each => each.close()));
    const nobody = new PrometheusClient({
      ...{ url: 'http://127.0.0.1:9', timeoutSeconds: 1 },
    });
    const gone = await failure(nobody.query('1'));
    expect(gone).toMatchObject({ code: 'Unreachable', status: 0 });
    expect(String(gone.cause)).toContain('ECONNREFUSED');
    await nobody.close();
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import {
  json,
  ScriptedCloud,
  silence,
  text,
} from '../../testing/ScriptedCloud';
import { OpenStackClient } from './OpenStackClient';
import { OpenStackError } from './OpenStackError';

const UNAUTHORIZED = json(401, {
  error: { code: 401, message: 'The request requires authentication.' },
});

describe('The session with Keystone', () => {
  let cloud: ScriptedCloud;
  let client: OpenStackClient;

  beforeEach(async () => {
    cloud = new ScriptedCloud();
    await cloud.open();
    client = new OpenStackClient(cloud.connection());
    cloud.script = [json(200, { server: { id: 'found' } })];
  });
  afterEach(async () => {
    await client.close();
    await cloud.close();
  });

  it('authenticates once for all who ask at the same time', async () => {
    const calls = Array.from({ length: 20 }, () =>
      client.compute.findServer('a'),
    );
    await Promise.all(calls);
    expect(cloud.tokens).toBe(1);
    // The versions are asked for once, too.
    expect(cloud.arrivals).toHaveLength(22);
    expect(client.calls().identity).toEqual({
      ...{ calls: 1, repeats: 0, failures: 0 },
    });
  });

  it('gets another token, once, when services refuse the first', async () => {
    const answer = cloud.script[0];
    cloud.script = [
      (arrival, response) =>
        (arrival.headers['x-auth-token'] === 'token-1' ? UNAUTHORIZED : answer)(
          arrival,
          response,
        ),
    ];
    const calls = Array.from({ length: 10 }, () =>
      client.compute.findServer('a'),
    );
    expect(await Promise.all(calls)).toHaveLength(10);
    expect(cloud.tokens).toBe(2);
  });

  it('gives up when a fresh token is refused as well', async () => {
    cloud.script = [UNAUTHORIZED];
    await expect(client.compute.findServer('a')).rejects.toMatchObject({
      ...{ code: 'Unauthorized', status: 401 },
    });
    expect(cloud.asked).toHaveLength(2);
  });

  it('renews the token before it expires', async () => {
    cloud.lasts = 400;
    await client.compute.findServer('a');
    await client.compute.findServer('a');
    expect(cloud.tokens).toBe(1);
    await sleep(350);
    await client.compute.findServer('a');
    expect(cloud.tokens).toBe(2);
    expect(cloud.asked.at(-1)?.headers['x-auth-token']).toBe('token-2');
  });

  it('goes on with a token that still counts while Keystone is silent', async () => {
    await client.close();
    client = new OpenStackClient(
      cloud.connection({ timeouts: { requestMs: 150 } }),
    );
    cloud.lasts = 2000;
    await client.compute.findServer('a');
    await sleep(1650);
    cloud.keystone.push(silence());
    expect(await client.compute.findServer('a')).toEqual({ id: 'found' });
    expect(cloud.asked.at(-1)?.headers['x-auth-token']).toBe('token-1');
  });

  it('does not try refused credentials again and again', async () => {
    cloud.keystone.push(UNAUTHORIZED);
    const first = client.compute.findServer('a');
    await expect(first).rejects.toMatchObject({ code: 'Unauthorized' });
    await expect(first).rejects.toThrow(/application credential is wrong/);
    await expect(client.compute.findServer('a')).rejects.toThrow(
      OpenStackError,
    );
    expect(cloud.arrivals).toHaveLength(1);
  });

  it('takes a page that is not there for no answer of Keystone', async () => {
    cloud.keystone.push(text(404, '<h1>Not Found</h1>'));
    await expect(client.compute.findServer('a')).rejects.toMatchObject({
      ...{ code: 'Garbage', service: 'identity', status: 404 },
    });
    cloud.keystone.push(
      json(404, { error: { message: 'The resource could not be found.' } }),
    );
    await expect(client.compute.findServer('a')).rejects.toThrow(
      /no Keystone at this address/,
    );
    cloud.keystone.push(json(200, { hello: 'world' }));
    await expect(client.compute.findServer('a')).rejects.toThrow(
      /is this Keystone/,
    );
  });

  it('asks older clouds with what they offer, and refuses what they cannot do', async () => {
    cloud.root = json(300, {
      versions: [
        { id: 'v2.0', version: '', min_version: '' },
        { id: 'v2.1', version: '2.60', min_version: '2.1' },
      ],
    });
    await client.compute.findServer('a');
    expect(cloud.asked[0].headers['openstack-api-version']).toBe(
      'compute 2.60',
    );
    await expect(
      client.compute.createServerGroup('g', 'affinity'),
    ).rejects.toMatchObject({
      ...{ code: 'NotOffered', status: 0 },
      reason: 'the cloud offers microversion 2.60; this needs 2.64',
    });
  });

  it('looks at the version itself where the root is hidden, and again after 406', async () => {
    const versions = ['2.93', '2.90'];
    cloud.root = (arrival, response) =>
      (arrival.url === '/compute/'
        ? text(403, 'Forbidden')
        : json(200, {
            version: {
              ...{ id: 'v2.1', min_version: '2.1' },
              version: versions.shift(),
            },
          }))(arrival, response);
    const answer = cloud.script[0];
    cloud.script = [
      json(406, { computeFault: { message: 'too new' } }),
      answer,
    ];
    expect(await client.compute.findServer('a')).toEqual({ id: 'found' });
    expect(
      cloud.asked.map(({ headers }) => headers['openstack-api-version']),
    ).toEqual(['compute 2.93', 'compute 2.90']);
  });

  it('says what the catalog has when a service is missing', async () => {
    await expect(
      client.caller.request({ service: 'image', path: ['images'] }),
    ).rejects.toThrow(
      /no public endpoint of type image; it has compute, container-infra, network, volumev3 in one/,
    );
    const elsewhere = new OpenStackClient(cloud.connection({ region: 'two' }));
    await expect(elsewhere.compute.findServer('a')).rejects.toMatchObject({
      code: 'NotOffered',
    });
    await elsewhere.close();
    expect(await client.network.hasLoadBalancers()).toBe(false);
  });
});

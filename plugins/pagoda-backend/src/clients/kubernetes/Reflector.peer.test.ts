import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Event } from 'kubernetes-types/core/v1';
import { KubernetesClient } from './KubernetesClient';
import { parseKubeconfig } from './parseKubeconfig';
import { Reflector } from './Reflector';

jest.setTimeout(120_000);

const kubeconfig = process.env.PAGODA_PEER_KUBECONFIG;
if (!kubeconfig) {
  throw new Error('PAGODA_PEER_KUBECONFIG is missing: npm run test:peers');
}
const connection = parseKubeconfig(readFileSync(kubeconfig, 'utf8'));

/** What is sent for a watch, or a page of a list; a test may change it, or do something before. */
type Query = { resourceVersion?: string; continue?: string };

/** A client that lets tests come in between. */
class WatchedClient extends KubernetesClient {
  lists: Query[] = [];
  watches: Query[] = [];
  beforeList: (query: Query) => Promise<void> = async () => {};
  cut = new AbortController();

  override async list<T>(
    ...[path, options]: Parameters<KubernetesClient['list']>
  ) {
    this.lists.push({ continue: options?.continue });
    await this.beforeList(options ?? {});
    return super.list<T>(path, options);
  }

  override async *watch<T>(
    ...[path, options]: Parameters<KubernetesClient['watch']>
  ) {
    this.watches.push({ resourceVersion: options.resourceVersion });
    this.cut = new AbortController();
    const { signal } = options;
    yield* super.watch<T>(path, {
      ...options,
      signal: signal
        ? AbortSignal.any([signal, this.cut.signal])
        : this.cut.signal,
    });
  }
}

/**
 * Has etcd forget what was before: etcd's own JSON gateway, `POST /v3/kv/compaction`. The peer's etcd listens 64 ports below
 * its API server, see testing/peers/kubernetes.
 */
async function compact(client: KubernetesClient): Promise<void> {
  const port = Number(new URL(connection.server).port) - 64;
  const { metadata } = await client.list(
    { resource: 'namespaces' },
    { limit: 1 },
  );
  const answer = await fetch(`http://127.0.0.1:${port}/v3/kv/compaction`, {
    method: 'POST',
    body: JSON.stringify({
      revision: metadata.resourceVersion,
      physical: true,
    }),
  });
  expect([answer.status, await answer.text()]).toEqual([
    200,
    expect.any(String),
  ]);
}

/** Of events, which API servers keep no cache of: what etcd forgets, the server has forgotten, as others have after a restart. */
describe('a copy of what an API server has', () => {
  const namespace = `reflector-${randomUUID().slice(0, 8)}`;
  const path = { resource: 'events', namespace };
  const labelSelector = 'reflector=yes';
  let client: WatchedClient;
  let stopping: AbortController;
  let reflector: Reflector<Event, string>;
  /** What was told, in order: `name=value`, or `name gone`. */
  let told: string[];

  beforeAll(async () => {
    client = new WatchedClient(connection);
    await client.create(
      { resource: 'namespaces' },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    );
  });

  beforeEach(() => {
    client.lists = [];
    client.watches = [];
    client.beforeList = async () => {};
    stopping = new AbortController();
    told = [];
    reflector = new Reflector<Event, string>({
      ...{ client, path, labelSelector, signal: stopping.signal },
      project: ({ message }) => message ?? '',
    });
    reflector.onChange((key, now) => {
      const name = key.split('/')[1];
      told.push(now === undefined ? `${name} gone` : `${name}=${now}`);
    });
  });

  afterEach(async () => {
    stopping.abort();
    await client.deleteCollection(path, { labelSelector });
  });

  afterAll(async () => {
    await client.delete({ resource: 'namespaces', name: namespace });
    await client.close();
  });

  const event = (name: string, message: string) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace, labels: { reflector: 'yes' } },
    involvedObject: { kind: 'Namespace', name: namespace, namespace },
    reason: 'Tried',
    message,
    type: 'Normal',
  });

  const put = (name: string, message: string) =>
    client.apply({ ...path, name }, event(name, message));

  async function until(test: () => boolean): Promise<void> {
    const end = Date.now() + 60_000;
    while (!test()) {
      if (Date.now() > end) {
        throw new Error(`Not met: ${told.join(', ')}`);
      }
      await sleep(20);
    }
  }

  it('goes on after a break from where it was: nothing is missed, nothing comes twice', async () => {
    await put('a', '1');
    await reflector.synced();
    await put('a', '2');
    await put('b', '1');
    await until(() => told.includes('b=1'));
    client.cut.abort(new Error('as if the connection broke'));
    await put('a', '3');
    await client.delete({ ...path, name: 'b' });
    await put('c', '1');
    await until(() => told.includes('c=1'));
    expect(told).toEqual(['a=1', 'a=2', 'b=1', 'a=3', 'b gone', 'c=1']);
    expect(client.lists).toHaveLength(1);
    expect([...reflector.items]).toEqual([
      [`${namespace}/a`, '3'],
      [`${namespace}/c`, '1'],
    ]);
  });

  it('reads all again where the server has forgotten (410), and tells what has gone meanwhile', async () => {
    await put('a', '1');
    await put('b', '1');
    await reflector.synced();
    await until(() => client.watches.length === 1);
    const watch = client.watch.bind(client);
    jest.spyOn(client, 'watch').mockImplementationOnce(async function* later(
      ...[where, options]: Parameters<KubernetesClient['watch']>
    ) {
      await client.delete({ ...path, name: 'b' });
      await put('a', '2');
      await compact(client);
      yield* watch(where, options);
    } as KubernetesClient['watch']);
    client.cut.abort(new Error('as if the connection broke'));
    await until(() => told.includes('b gone'));
    // Two of its own; the compaction looks once.
    expect(client.lists).toHaveLength(3);
    await put('c', '1');
    await until(() => told.includes('c=1'));
    expect([...reflector.items.keys()].sort()).toEqual([
      `${namespace}/a`,
      `${namespace}/c`,
    ]);
  });

  it('begins again where pages are forgotten while it reads them', async () => {
    const names = Array.from({ length: 620 }, (_, i) => `page-${i}`);
    for (let start = 0; start < names.length; start += 40) {
      await Promise.all(
        names.slice(start, start + 40).map(name => put(name, '1')),
      );
    }
    client.beforeList = async query => {
      if (query.continue) {
        client.beforeList = async () => {};
        await client.delete({ ...path, name: 'page-1' });
        await compact(client);
      }
    };
    await reflector.synced();
    // Two pages, of which the second is refused, and two again; the compaction itself looks once.
    expect(client.lists.filter(query => query.continue)).toHaveLength(2);
    expect(client.lists.filter(query => !query.continue)).toHaveLength(3);
    expect(reflector.items.size).toBe(619);
    expect(reflector.items.has(`${namespace}/page-1`)).toBe(false);
  });

  it('tells refusals apart: a conflict, what is invalid, and what is not allowed', async () => {
    const created = await client.create<Event>(path, event('conflict', '0'));
    await put('conflict', '1');
    await expect(
      client.patch(
        { ...path, name: 'conflict' },
        {
          metadata: { resourceVersion: created.metadata.resourceVersion },
          message: '2',
        },
        'merge',
      ),
    ).rejects.toMatchObject({ status: 409, reason: 'Conflict' });
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'invalid' },
      spec: {
        podFailurePolicy: {
          rules: [
            {
              action: 'Ignore',
              onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }],
            },
          ],
        },
        template: {
          spec: {
            restartPolicy: 'OnFailure',
            containers: [{ name: 'main', image: 'pagoda.test/busybox:1' }],
          },
        },
      },
    };
    const jobs = { group: 'batch', resource: 'jobs', namespace };
    await expect(client.create(jobs, job)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('restartPolicy'),
    });
    await expect(
      client.create(jobs, { ...job, spec: { ...job.spec, replicas: 1 } }),
    ).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('unknown field "spec.replicas"'),
    });
    const nobody = new KubernetesClient({
      ...connection,
      auth: { none: true },
    });
    await expect(nobody.list(path)).rejects.toMatchObject({ status: 403 });
    await nobody.close();
  });
});

import { TestDatabases } from '@backstage/backend-test-utils';
import type { LogLine, Run, RunChange } from '@pagoda/plugin-pagoda-common';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';
import { openEvents, type TestEvent } from '../testing/openEvents';
import { addIdleCluster, IDLE_CLUSTER, moveRun } from '../testing/runsByHand';
import { runChangesRange, trimRunChanges } from './runChanges';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** What the events say, without the runs. */
function told(events: TestEvent[]): [string, string][] {
  return events.map(({ data }) => [data.id, data.phase]);
}

describe.each(databases.eachSupportedId())('streams of runs on %p', id => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await createTestPortal({ knex: await databases.init(id) });
    await addIdleCluster(portal);
    await portal.createProject({
      name: 'hidden',
      members: [{ subject: 'user:default/owner', role: 'owner' }],
    });
  });

  afterAll(() => portal.stop());

  async function submit(
    project = 'demo',
    body: object = { cluster: IDLE_CLUSTER },
  ): Promise<Run> {
    const answer = await portal
      .as('owner')
      .post(`/projects/${project}/runs`, {
        spec: { image: 'node:24', command: ['true'] },
        ...body,
      })
      .expect(201);
    return answer.body;
  }

  it('tells of each change with the run as it is now', async () => {
    const stream = await openEvents(portal, 'viewer', '/runs/events');
    const run = await submit();
    await submit('hidden');
    await stream.until(events => events.length > 0);
    await moveRun(portal, run.id, 'Running');
    await stream.until(events => events.length > 1);
    await moveRun(portal, run.id, 'Succeeded', { metrics: { pi: 3 } });
    await stream.until(events => events.length > 2);
    await portal.as('owner').delete(`/runs/${run.id}`).expect(204);
    await stream.until(events => events.length > 3);
    await stream.close();
    expect(told(stream.events)).toEqual([
      [run.id, 'Queued'],
      [run.id, 'Running'],
      [run.id, 'Succeeded'],
      [run.id, 'Succeeded'],
    ]);
    const [queued, , succeeded, deleted] = stream.events;
    expect(queued).toMatchObject({
      event: 'run',
      data: { project: 'demo', sweep: null, deleted: false, run },
    });
    expect(queued.id).toBe(String(queued.data.seq));
    expect(succeeded.data.run.status.metrics).toEqual({ pi: 3 });
    expect(deleted.data).toMatchObject({ deleted: true });
    expect(deleted.data.run).toBeUndefined();
  });

  it('shows only what was asked for, and nothing of other projects', async () => {
    const [mine, other] = [await submit(), await submit()];
    const one = await openEvents(
      portal,
      'viewer',
      `/runs/events?run=${mine.id}`,
    );
    const hidden = await openEvents(
      portal,
      'owner',
      '/runs/events?project=hidden',
    );
    const nothing = await openEvents(portal, 'stranger', '/runs/events');
    await moveRun(portal, other.id, 'Running');
    await moveRun(portal, mine.id, 'Running');
    const { id: secret } = await submit('hidden');
    await one.until(events => events.length > 0);
    await hidden.until(events => events.length > 0);
    expect(told(one.events)).toEqual([[mine.id, 'Running']]);
    expect(told(hidden.events)).toEqual([[secret, 'Queued']]);
    expect(nothing.events).toEqual([]);
    await Promise.all([one.close(), hidden.close(), nothing.close()]);
    await expect(
      openEvents(portal, 'viewer', '/runs/events?project=hidden'),
    ).rejects.toThrow('404');
    await expect(
      openEvents(portal, 'viewer', '/runs/events', 'x'),
    ).rejects.toThrow('Last-Event-ID');
  });

  it('loses and repeats nothing, however often the client comes back', async () => {
    const before = await openEvents(portal, 'viewer', '/runs/events');
    await submit();
    await before.until(events => events.length > 0);
    await before.close();
    let last = before.events[0].id;
    const seen: RunChange[] = [];
    let submitting = true;
    const writers = Promise.all(
      Array.from({ length: 10 }, async () => {
        for (let i = 0; i < 20; i += 1) {
          const run = await submit();
          await moveRun(portal, run.id, 'Running');
        }
      }),
    ).finally(() => {
      submitting = false;
    });
    const count = 400;
    while (submitting || seen.length < count) {
      const stream = await openEvents(portal, 'viewer', '/runs/events', last);
      const wanted = Math.min(seen.length + 37, count) - seen.length;
      await stream.until(events => events.length >= wanted);
      await stream.close();
      seen.push(...stream.events.map(({ data }) => data));
      last = stream.events.at(-1)?.id ?? last;
    }
    await writers;
    const rows = await portal
      .knex('run_changes')
      .where('seq', '>', before.events[0].id as string)
      .orderBy('seq');
    expect(seen.map(({ seq }) => seq)).toEqual(
      rows.map(row => Number(row.seq)),
    );
    expect(rows).toHaveLength(count);
  });

  it('hears of what other replicas write', async () => {
    const run = await submit();
    const stream = await openEvents(portal, 'viewer', '/runs/events');
    await portal.knex('run_changes').insert({
      run: run.id,
      project: 'demo',
      phase: 'Starting',
      deleted: false,
      time: Date.now(),
    });
    // Its submit may be told on the way, where the stream was open before the feed had been read.
    await stream.until(events =>
      told(events).some(([, phase]) => phase === 'Starting'),
    );
    expect(told(stream.events).at(-1)).toEqual([run.id, 'Starting']);
    await stream.close();
  });

  it('sends a client that was away for too long back to the list', async () => {
    const { last: newest } = await runChangesRange(portal.knex);
    expect(await trimRunChanges(portal.knex, new Date(0))).toBe(0);
    expect(
      await trimRunChanges(portal.knex, new Date(Date.now() + 60_000)),
    ).toBeGreaterThan(400);
    expect(await portal.knex('run_changes').select('seq')).toHaveLength(1);
    for (const old of ['1', String(newest + 1000)]) {
      const stream = await openEvents(portal, 'viewer', '/runs/events', old);
      await stream.until(events => events.length > 0);
      expect(stream.events[0].event).toBe('reset');
      const { id: next } = await submit();
      await stream.until(events => events.length > 1);
      expect(told(stream.events.slice(1))).toEqual([[next, 'Queued']]);
      await stream.close();
    }
    const { last: seq } = await runChangesRange(portal.knex);
    const current = await openEvents(
      portal,
      'viewer',
      '/runs/events',
      String(seq),
    );
    await submit();
    await current.until(events => events.length > 0);
    expect(current.events[0].event).toBe('run');
    await current.close();
  });

  describe('of logs', () => {
    const SCRIPT = `
      let i = 0;
      const timer = setInterval(() => {
        i += 1;
        (i % 5 ? console.log : console.error)('line ' + i);
        if (i === 60) clearInterval(timer);
      }, 25);`;
    let run: Run;
    const logs = (query = '') => `/runs/${run.id}/logs${query}`;
    const numbers = (lines: LogLine[]) =>
      lines.map(line => Number(line.text.split(' ')[1]));

    beforeAll(async () => {
      run = await submit('demo', {
        spec: { image: 'node:24', command: ['node', '-e', SCRIPT] },
        cluster: 'local',
      });
    });

    it('follow a run to its end, and go on where the connection broke', async () => {
      const seen: TestEvent[] = [];
      let last: string | undefined;
      for (let i = 0; i < 4; i += 1) {
        const part = await openEvents(
          portal,
          'viewer',
          logs('?follow=true'),
          last,
        );
        await part.until(
          events =>
            events.length >= 7 || events.some(({ event }) => event === 'end'),
        );
        await part.close();
        // On a slow machine the run may be over before the connection has broken often enough.
        const lines = part.events.filter(({ event }) => event === 'log');
        seen.push(...lines);
        last = lines.at(-1)?.id ?? last;
      }
      const rest = await openEvents(
        portal,
        'viewer',
        logs('?follow=true'),
        last,
      );
      await rest.ended;
      seen.push(...rest.events);
      expect(seen.at(-1)).toMatchObject({ event: 'end' });
      const lines = seen.slice(0, -1);
      expect(lines.every(({ event }) => event === 'log')).toBe(true);
      const byStream = (stream: string) =>
        numbers(
          lines.map(({ data }) => data).filter(line => line.stream === stream),
        );
      const all = Array.from({ length: 60 }, (_, i) => i + 1);
      expect(byStream('stdout')).toEqual(all.filter(n => n % 5));
      expect(byStream('stderr')).toEqual(all.filter(n => n % 5 === 0));
      expect(new Set(lines.map(line => line.id)).size).toBe(60);
    });

    it('follow the last lines of what has ended', async () => {
      const stream = await openEvents(
        portal,
        'viewer',
        logs('?follow=true&tail=2'),
      );
      await stream.ended;
      expect(stream.events.map(({ event }) => event)).toEqual([
        'log',
        'log',
        'end',
      ]);
    });

    it('are given as pages, or bare', async () => {
      const get = async (query: string) =>
        (await portal.as('viewer').get(logs(query)).expect(200)).body;
      const first = await get('?limit=40');
      const second = await get(`?limit=40&cursor=${first.pageInfo.nextCursor}`);
      expect(first.items).toHaveLength(40);
      expect(second.items).toHaveLength(20);
      expect(second.pageInfo).toEqual({});
      const both = [...first.items, ...second.items];
      expect(both[0]).toEqual({
        id: expect.any(String),
        time: expect.any(String),
        stream: 'stdout',
        attempt: 1,
        container: expect.any(String),
        text: 'line 1',
      });
      expect(numbers((await get('?q=LINE%2055')).items)).toEqual([55]);
      expect((await get('?stream=stderr')).items).toHaveLength(12);
      expect((await get('?tail=3')).items).toEqual(both.slice(-3));
      const text = await portal
        .as('viewer')
        .get(logs())
        .set('Accept', 'text/plain')
        .expect(200);
      expect(text.headers['content-type']).toMatch(/^text\/plain/);
      expect(text.text).toBe(both.map(line => `${line.text}\n`).join(''));
      const bad = await portal.as('viewer').get(logs('?cursor=x'));
      expect(bad.status).toBe(400);
      expect(bad.body.error.field).toBe('cursor');
      await portal.as('stranger').get(logs()).expect(404);
    });
  });
});

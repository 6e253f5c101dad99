/* eslint-disable jest/no-export -- the same cases run against fakes and, elsewhere, against real servers */
import type { GrafanaClient } from '../../clients/grafana/GrafanaClient';
import type { KibanaClient } from '../../clients/kibana/KibanaClient';
import { boards } from '../../monitoring/dashboards/boards';
import {
  buildDashboard,
  hashOf,
} from '../../monitoring/dashboards/buildDashboard';
import { buildLogObjects } from '../../monitoring/dashboards/buildLogObjects';

/** What is asked of a Grafana, a real one or the fake: so the fake is held to what the real one does. */
export function grafanaCases(connect: () => Promise<GrafanaClient>): void {
  let client: GrafanaClient;
  beforeAll(async () => {
    client = await connect();
  });
  afterAll(() => client?.close());

  it('stores dashboards as they are, finds them by their tag, and refuses what is based on an older one', async () => {
    expect((await client.health()).database).toBe('ok');
    const [board] = boards({});
    const uid = 'pagoda-e2e-run';
    const wanted = {
      ...buildDashboard({ ...board, uid, title: 'PAGoDA / e2e' }),
    };
    const message = 'A test';
    const before = await client.find(uid);
    const { version } = await client.save({
      ...{ dashboard: { ...wanted, version: before?.version }, message },
      overwrite: true,
    });
    const found = await client.find(uid);
    expect(found?.version).toBe(version);
    expect(hashOf(found!)).toBe(hashOf(wanted));
    expect((await client.search('pagoda')).map(each => each.uid)).toContain(
      uid,
    );
    await client.save({
      ...{ dashboard: { ...wanted, description: 'Newer', version }, message },
      overwrite: false,
    });
    await expect(
      client.save({
        ...{ dashboard: { ...wanted, description: 'Late', version }, message },
        overwrite: false,
      }),
    ).rejects.toMatchObject({
      ...{ status: 412, answer: { status: 'version-mismatch' } },
    });
    expect((await client.find(uid))?.description).toBe('Newer');
    expect(await client.find('pagoda-e2e-none')).toBeUndefined();
  });
}

/** What is asked of a Kibana, a real one or the fake. */
export function kibanaCases(connect: () => Promise<KibanaClient>): void {
  let client: KibanaClient;
  beforeAll(async () => {
    client = await connect();
  });
  afterAll(() => client?.close());

  it('imports objects that refer to each other, and leaves alone what is there', async () => {
    expect((await client.status()).level).toBe('available');
    const objects = buildLogObjects('pagoda-e2e');
    expect(await client.import(objects, true)).toMatchObject({
      ...{ success: true, successCount: objects.length },
    });
    const { success, errors } = await client.import(objects, false);
    expect(success).toBe(false);
    expect(errors?.map(({ error }) => error.type)).toEqual(
      objects.map(() => 'conflict'),
    );
    const orphan = {
      ...objects[1],
      id: 'pagoda-e2e-orphan',
      references: [{ ...objects[1].references[0], id: 'pagoda-e2e-none' }],
    };
    expect((await client.import([orphan], false)).errors).toMatchObject([
      { error: { type: 'missing_references' } },
    ]);
  });
}

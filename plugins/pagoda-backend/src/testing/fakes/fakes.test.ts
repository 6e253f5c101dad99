import { GrafanaClient } from '../../clients/grafana/GrafanaClient';
import { KibanaClient } from '../../clients/kibana/KibanaClient';
import { FakeGrafana } from './FakeGrafana';
import { FakeKibana } from './FakeKibana';
import { grafanaCases, kibanaCases } from './serverCases';

describe('the fake Grafana', () => {
  let fake: FakeGrafana;
  afterAll(() => fake?.stop());
  grafanaCases(async () => {
    fake = await FakeGrafana.start();
    return new GrafanaClient({ url: fake.url, token: fake.token });
  });

  it('says that it is one, and refuses wrong tokens', async () => {
    const answer = await fetch(`${fake.url}/api/health`);
    expect(answer.headers.get('x-pagoda-fake')).toBe('Grafana');
    const stranger = new GrafanaClient({ url: fake.url, token: 'other' });
    await expect(stranger.search('pagoda')).rejects.toMatchObject({
      status: 401,
    });
    await stranger.close();
  });
});

describe('the fake Kibana', () => {
  let fake: FakeKibana;
  afterAll(() => fake?.stop());
  kibanaCases(async () => {
    fake = await FakeKibana.start();
    return new KibanaClient(fake);
  });

  it('says that it is one, and refuses wrong keys and requests without kbn-xsrf', async () => {
    const answer = await fetch(`${fake.url}/api/saved_objects/_import`, {
      method: 'POST',
      headers: { Authorization: `ApiKey ${fake.apiKey}` },
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-pagoda-fake')).toBe('Kibana');
    const stranger = new KibanaClient({ url: fake.url, apiKey: 'other' });
    await expect(stranger.status()).rejects.toMatchObject({ status: 401 });
    await stranger.close();
  });
});

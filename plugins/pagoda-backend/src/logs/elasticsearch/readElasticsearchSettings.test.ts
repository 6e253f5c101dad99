import { mockServices } from '@backstage/backend-test-utils';
import { readElasticsearchSettings } from './readElasticsearchSettings';

const read = (elasticsearch?: object) =>
  readElasticsearchSettings(
    mockServices.rootConfig({
      data: { pagoda: { monitoring: elasticsearch ? { elasticsearch } : {} } },
    }),
  );

it('leaves lines in files unless it is configured', () => {
  expect(read()).toBeUndefined();
});

it('has defaults', () => {
  expect(read({ url: 'https://es:9200', apiKey: 'k' })).toMatchObject({
    connection: { url: 'https://es:9200', apiKey: 'k' },
    retentionDays: 30,
    spoolMaxBytes: 10 * 2 ** 30,
  });
});

it.each([
  [{ url: 'es:9200' }, /elasticsearch\.url: must be a URL/],
  [{ url: 'https://a:secret@es' }, /url: must have no password/],
  [{ url: 'https://es', retentionDays: 0 }, /retentionDays: must be a whole/],
  [{ url: 'https://es', spool: { maxBytes: '0' } }, /maxBytes: must be such/],
])('says what is wrong with %j, without secrets', (section, message) => {
  let said = '';
  try {
    read(section);
  } catch (error) {
    said = String(error);
  }
  expect(said).toMatch(message);
  expect(said).not.toContain('secret');
});

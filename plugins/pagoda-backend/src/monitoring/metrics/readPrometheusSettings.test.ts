import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readPrometheusSettings } from './readPrometheusSettings';

function read(prometheus?: JsonObject) {
  return readPrometheusSettings(
    new ConfigReader({ pagoda: { monitoring: { prometheus } } }),
  );
}

const URL = 'https://prometheus.example.org/prefix/';

describe('readPrometheusSettings', () => {
  it('is nothing where none is connected; a label alone connects none', () => {
    expect(read()).toBeUndefined();
    expect(read({ clusterLabel: 'cluster', clusters: {} })).toBeUndefined();
  });

  it('reads one of all clusters, and those of single ones', () => {
    expect(
      read({
        ...{ url: URL, token: 'abc', clusterLabel: 'cluster' },
        clusters: {
          lab: { url: 'http://lab:9090', username: 'ada', password: 'x' },
        },
      }),
    ).toMatchObject({
      common: {
        ...{ url: 'https://prometheus.example.org/prefix', token: 'abc' },
        timeoutSeconds: 20,
      },
      ...{ clusterLabel: 'cluster', scrapeIntervalSeconds: 30 },
      clusters: {
        lab: { url: 'http://lab:9090', username: 'ada', timeoutSeconds: 20 },
      },
    });
    expect(read({ clusters: { lab: { url: URL } } })?.common).toBeUndefined();
  });

  it.each<[JsonObject, string]>([
    [{ url: 'prometheus:9090' }, 'prometheus.url is no URL'],
    [{ url: 'https://ada:secret@host' }, 'prometheus.url is no URL'],
    [{ url: 'https://host?token=secret' }, 'prometheus.url is no URL'],
    [{ url: URL, username: 'ada' }, 'one of username and password'],
    [
      { url: URL, username: 'ada', password: 'secret', token: 'secret' },
      'a token and a username',
    ],
    [{ url: URL, ca: 'secret' }, 'prometheus.ca is no certificate'],
    [{ url: URL, clusterLabel: 'a"b' }, 'prometheus.clusterLabel'],
    [{ url: URL, timeoutSeconds: 0 }, 'between 1 and 120 seconds'],
    [{ url: URL, scrapeIntervalSeconds: 601 }, 'between 1 and 600 seconds'],
    [{ clusters: { lab: { url: 'lab' } } }, 'clusters.lab.url'],
  ])(
    'refuses %j by the name of the field, without what may be secret',
    (config, message) => {
      let error: Error | undefined;
      try {
        read(config);
      } catch (caught) {
        error = caught as Error;
      }
      expect(error?.message).toContain(message);
      expect(error?.message).not.toContain('secret');
    },
  );
});

import { toError } from '@backstage/errors';
import type { Config } from '@backstage/config';
import type { MonitoringConnection } from '@pagoda/plugin-pagoda-common';
import type { MonitoringProbes } from './MonitoringProbes';

/** What can be connected, and how; in the order in which it is shown. */
const KINDS: Pick<MonitoringConnection, 'kind' | 'title' | 'advice'>[] = [
  {
    kind: 'elasticsearch',
    title: 'Elasticsearch',
    advice:
      'Set pagoda.monitoring.elasticsearch.url with apiKey, or with username and password. Without it, logs are kept in files.',
  },
  {
    kind: 'prometheus',
    title: 'Prometheus',
    advice:
      'Set pagoda.monitoring.prometheus.url. Without it, pages show what runs reported themselves, with no course over time.',
  },
  {
    kind: 'grafana',
    title: 'Grafana',
    advice:
      'Set pagoda.monitoring.grafana.url and serviceAccountToken, and in Grafana allow_embedding, serve_from_sub_path and [auth.jwt].',
  },
  {
    kind: 'kibana',
    title: 'Kibana',
    advice:
      'Set pagoda.monitoring.kibana.url and apiKey, and add its origin to pagoda.monitoring.embed.hosts.',
  },
];

/** How everything that could be connected is; servers that are connected are asked now. */
export function describeConnections(
  config: Config,
  probes: MonitoringProbes,
): Promise<MonitoringConnection[]> {
  return Promise.all(
    KINDS.map(async about => {
      const configured = config.has(`pagoda.monitoring.${about.kind}`);
      const probe = probes.get(about.kind);
      if (!configured || !probe) {
        return { ...about, configured };
      }
      try {
        return { ...about, configured, ...(await probe()) };
      } catch (error) {
        const { message } = toError(error);
        return { ...about, configured, healthy: false, message };
      }
    }),
  );
}

import { GrafanaClient } from '../clients/grafana/GrafanaClient';
import { KibanaClient } from '../clients/kibana/KibanaClient';
import { grafanaCases, kibanaCases } from '../testing/fakes/serverCases';

jest.setTimeout(120_000);

const env = process.env;
const VARIABLES = {
  PAGODA_E2E_GRAFANA_URL: 'with its path, such as https://grafana.example.org',
  PAGODA_E2E_GRAFANA_TOKEN: 'of a service account that may write dashboards',
  PAGODA_E2E_KIBANA_URL: 'such as https://kibana.example.org',
  PAGODA_E2E_KIBANA_API_KEY: 'as Elasticsearch encodes it',
};

const hasGrafana = Boolean(
  env.PAGODA_E2E_GRAFANA_URL && env.PAGODA_E2E_GRAFANA_TOKEN,
);
const hasKibana = Boolean(
  env.PAGODA_E2E_KIBANA_URL && env.PAGODA_E2E_KIBANA_API_KEY,
);
if (!hasGrafana || !hasKibana) {
  console.warn(
    [
      '',
      `!! SKIPPED: ${[...(hasGrafana ? [] : ['REAL GRAFANA']), ...(hasKibana ? [] : ['REAL KIBANA'])].join(' AND ')} WAS NOT ASKED. What ran were fakes.`,
      '!! The same cases run where these variables name one:',
      ...Object.entries(VARIABLES).map(
        ([name, text]) => `    ${name}  ${text}`,
      ),
      '',
    ].join('\n'),
  );
}
(hasGrafana ? describe : describe.skip)(
  'a real Grafana (PAGODA_E2E_GRAFANA_URL)',
  () => {
    grafanaCases(
      async () =>
        new GrafanaClient({
          url: env.PAGODA_E2E_GRAFANA_URL!.replace(/\/+$/, ''),
          token: env.PAGODA_E2E_GRAFANA_TOKEN!,
        }),
    );
  },
);
(hasKibana ? describe : describe.skip)(
  'a real Kibana (PAGODA_E2E_KIBANA_URL)',
  () => {
    kibanaCases(
      async () =>
        new KibanaClient({
          url: env.PAGODA_E2E_KIBANA_URL!.replace(/\/+$/, ''),
          apiKey: env.PAGODA_E2E_KIBANA_API_KEY!,
        }),
    );
  },
);

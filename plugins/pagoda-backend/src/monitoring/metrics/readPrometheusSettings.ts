import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { PrometheusConnection } from '../../clients/prometheus/PrometheusClient';

/** `pagoda.monitoring.prometheus`. */
export interface PrometheusSettings {
  /** The Prometheus of all clusters that have none of their own. */
  common?: PrometheusConnection;
  /** Label that names the cluster in what `common` has. */
  clusterLabel?: string;
  /** By name of the cluster. */
  clusters: Record<string, PrometheusConnection>;
  /** Between two samples of a series, in seconds. */
  scrapeIntervalSeconds: number;
}

const KEY = 'pagoda.monitoring.prometheus';
const LABEL = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Reads `pagoda.monitoring.prometheus`; `undefined` where none is connected.
 *
 * @throws InputError that names the field and says what would be right; never with a secret in it
 */
export function readPrometheusSettings(
  config: Config,
): PrometheusSettings | undefined {
  const section = config.getOptionalConfig(KEY);
  const clusters = section?.getOptionalConfig('clusters');
  if (!section || (!section.has('url') && !clusters?.keys().length)) {
    return undefined;
  }
  const timeoutSeconds = readSeconds(section, 'timeoutSeconds', 20, 120);
  const clusterLabel = section.getOptionalString('clusterLabel');
  if (clusterLabel !== undefined && !LABEL.test(clusterLabel)) {
    throw new InputError(
      `${KEY}.clusterLabel is '${clusterLabel}', which is no name of a label; it is such as 'cluster'`,
    );
  }
  return {
    ...(section.has('url') && {
      common: readConnection(section, KEY, timeoutSeconds),
    }),
    clusterLabel,
    clusters: Object.fromEntries(
      (clusters?.keys() ?? []).map(name => [
        name,
        readConnection(
          clusters!.getConfig(name),
          `${KEY}.clusters.${name}`,
          timeoutSeconds,
        ),
      ]),
    ),
    scrapeIntervalSeconds: readSeconds(
      section,
      'scrapeIntervalSeconds',
      30,
      600,
    ),
  };
}

function readConnection(
  config: Config,
  field: string,
  timeoutSeconds: number,
): PrometheusConnection {
  const token = config.getOptionalString('token');
  const username = config.getOptionalString('username');
  const password = config.getOptionalString('password');
  if ((username === undefined) !== (password === undefined)) {
    throw new InputError(`${field} has one of username and password; set both`);
  }
  if (token !== undefined && username !== undefined) {
    throw new InputError(
      `${field} has a token and a username; it is one or the other`,
    );
  }
  const ca = config.getOptionalString('ca');
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----')) {
    throw new InputError(
      `${field}.ca is no certificate in PEM; give the text of the file, such as with $file`,
    );
  }
  return {
    url: readUrl(config, field),
    ...{ token, username, password, ca, timeoutSeconds },
  };
}

/** What is wrong with it is not shown, for it may hold a password. */
function readUrl(config: Config, field: string): string {
  const text = config.getOptionalString('url') ?? '';
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (
    !parsed ||
    !['http:', 'https:'].includes(parsed.protocol) ||
    parsed.username !== '' ||
    parsed.password !== '' ||
    parsed.search !== '' ||
    parsed.hash !== ''
  ) {
    throw new InputError(
      `${field}.url is no URL without user and query; it is such as https://prometheus.example.org`,
    );
  }
  return text.replace(/\/+$/, '');
}

function readSeconds(
  config: Config,
  key: string,
  usual: number,
  most: number,
): number {
  const value = config.getOptionalNumber(key) ?? usual;
  if (!(value >= 1 && value <= most)) {
    throw new InputError(
      `${KEY}.${key} is ${value}; it is between 1 and ${most} seconds`,
    );
  }
  return value;
}

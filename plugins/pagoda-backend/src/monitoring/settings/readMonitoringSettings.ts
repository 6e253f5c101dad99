import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** `pagoda.monitoring.grafana`. */
export interface GrafanaSettings {
  /** Where the backend reaches it, without a slash at the end. */
  url: string;
  /** Where people reach it by themselves, if they do. */
  publicUrl?: string;
  serviceAccountToken: string;
  /** In PEM. */
  ca?: string;
  /** Pages link to it, and show no frames. */
  link: boolean;
  /** Uid of the data source with the metrics. */
  datasource: string;
  /** Uids of data sources with the metrics of single clusters. */
  datasources: Record<string, string>;
  /** Uid of the folder for dashboards; default: none. */
  folderUid?: string;
  jwt: {
    audience: string;
    /** Seconds. */
    lifetimeSeconds: number;
  };
}

/** `pagoda.monitoring.kibana`. */
export interface KibanaSettings {
  url: string;
  publicUrl: string;
  apiKey: string;
  space?: string;
  ca?: string;
  link: boolean;
}

/** What of `pagoda.monitoring` is about dashboards. */
export interface MonitoringSettings {
  grafana?: GrafanaSettings;
  kibana?: KibanaSettings;
  /** Origins, such as https://kibana.example.org, whose pages may be shown in frames. */
  frameOrigins: string[];
  /** The label that names the cluster where one Prometheus serves several. */
  clusterLabel?: string;
}

const KEY = 'pagoda.monitoring';
/** Longer than a request takes, and too short to be of use elsewhere; in seconds. */
const JWT_LIFETIME = 60;

/**
 * Reads what of `pagoda.monitoring` is about dashboards.
 *
 * @throws InputError that names the field and says what would be right; never with a secret in it
 */
export function readMonitoringSettings(config: Config): MonitoringSettings {
  const section = config.getOptionalConfig(KEY);
  const grafana = section?.getOptionalConfig('grafana');
  const kibana = section?.getOptionalConfig('kibana');
  return {
    ...(grafana && { grafana: readGrafana(grafana, `${KEY}.grafana`) }),
    ...(kibana && { kibana: readKibana(kibana, `${KEY}.kibana`) }),
    frameOrigins: readFrameOrigins(config),
    clusterLabel: readClusterLabel(config),
  };
}

/**
 * Reads `pagoda.monitoring.embed.hosts`.
 *
 * @returns origins, as they stand in a Content-Security-Policy
 * @throws InputError
 */
export function readFrameOrigins(config: Config): string[] {
  const field = `${KEY}.embed.hosts`;
  return (config.getOptionalStringArray(field) ?? []).map((text, index) => {
    const parsed = URL.canParse(text) ? new URL(text) : undefined;
    if (
      !parsed ||
      !['http:', 'https:'].includes(parsed.protocol) ||
      parsed.origin !== text.replace(/\/$/, '')
    ) {
      throw new InputError(
        `${field}[${index}] is '${text}'; it is the origin of a server, such as https://kibana.example.org`,
      );
    }
    return parsed.origin;
  });
}

function readGrafana(config: Config, field: string): GrafanaSettings {
  const lifetimeSeconds =
    config.getOptionalNumber('jwt.lifetimeSeconds') ?? JWT_LIFETIME;
  if (!(lifetimeSeconds >= 5 && lifetimeSeconds <= 600)) {
    throw new InputError(
      `${field}.jwt.lifetimeSeconds is ${lifetimeSeconds}; it is between 5 and 600`,
    );
  }
  const link = config.getOptionalBoolean('link') ?? false;
  const publicUrl = optionalUrl(config, field, 'publicUrl');
  if (link && publicUrl === undefined) {
    throw new InputError(
      `${field}.publicUrl is missing: with ${field}.link, people open Grafana by themselves there`,
    );
  }
  const datasources = config.getOptionalConfig('datasources');
  return {
    url: url(config, field, 'url'),
    publicUrl,
    serviceAccountToken: secret(config, field, 'serviceAccountToken'),
    ca: certificate(config, field),
    link,
    datasource: config.getOptionalString('datasource') ?? 'prometheus',
    datasources: Object.fromEntries(
      (datasources?.keys() ?? []).map(cluster => [
        cluster,
        datasources!.getString(cluster),
      ]),
    ),
    folderUid: config.getOptionalString('folderUid'),
    jwt: {
      audience: config.getOptionalString('jwt.audience') ?? 'grafana',
      lifetimeSeconds,
    },
  };
}

function readKibana(config: Config, field: string): KibanaSettings {
  const address = url(config, field, 'url');
  return {
    url: address,
    publicUrl: optionalUrl(config, field, 'publicUrl') ?? address,
    apiKey: secret(config, field, 'apiKey'),
    space: config.getOptionalString('space'),
    ca: certificate(config, field),
    link: config.getOptionalBoolean('link') ?? false,
  };
}

function readClusterLabel(config: Config): string | undefined {
  const field = `${KEY}.prometheus.clusterLabel`;
  const label = config.getOptionalString(field);
  if (label !== undefined && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(label)) {
    throw new InputError(
      `${field} is '${label}', which is no name of a label; it is such as 'cluster'`,
    );
  }
  return label;
}

function url(config: Config, field: string, key: string): string {
  const text = optionalUrl(config, field, key);
  if (text === undefined) {
    throw new InputError(
      `${field}.${key} is missing: a URL, such as https://monitoring.example.org`,
    );
  }
  return text;
}

/** What is wrong with it is not shown, for it may hold a password. */
function optionalUrl(
  config: Config,
  field: string,
  key: string,
): string | undefined {
  const text = config.getOptionalString(key);
  if (text === undefined) {
    return undefined;
  }
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (
    !parsed ||
    !['http:', 'https:'].includes(parsed.protocol) ||
    parsed.username !== '' ||
    parsed.search !== ''
  ) {
    throw new InputError(
      `${field}.${key} is no URL without user and query; it is such as https://monitoring.example.org`,
    );
  }
  return text.replace(/\/+$/, '');
}

function secret(config: Config, field: string, key: string): string {
  const value = config.getOptionalString(key);
  if (!value) {
    throw new InputError(
      `${field}.${key} is missing; give it by the environment, such as \${MONITORING_TOKEN}`,
    );
  }
  return value;
}

function certificate(config: Config, field: string): string | undefined {
  const ca = config.getOptionalString('ca');
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----')) {
    throw new InputError(
      `${field}.ca is no certificate in PEM; give the text of the file, such as with $file`,
    );
  }
  return ca;
}

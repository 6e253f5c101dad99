import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { ElasticsearchConnection } from '../../clients/elasticsearch/ElasticsearchClient';
import { parseQuantity } from '@pagoda/plugin-pagoda-common';

/** `pagoda.monitoring.elasticsearch`. */
export interface ElasticsearchSettings {
  connection: ElasticsearchConnection;
  retentionDays: number;
  spoolMaxBytes: number;
}

const KEY = 'pagoda.monitoring.elasticsearch';

/**
 * Reads `pagoda.monitoring.elasticsearch`; `undefined` when lines stay in files.
 *
 * @throws InputError that names the field; never with a secret in it
 */
export function readElasticsearchSettings(
  config: Config,
): ElasticsearchSettings | undefined {
  const section = config.getOptionalConfig(KEY);
  if (!section) {
    return undefined;
  }
  const url = section.getString('url');
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new InputError(
      `${KEY}.url: must be a URL such as https://elasticsearch:9200`,
    );
  }
  const { username, password } = new URL(url);
  if (username || password) {
    throw new InputError(
      `${KEY}.url: must have no password; use apiKey, or username and password`,
    );
  }
  const retentionDays = section.getOptionalNumber('retentionDays') ?? 30;
  if (!Number.isInteger(retentionDays) || retentionDays < 1) {
    throw new InputError(`${KEY}.retentionDays: must be a whole number from 1`);
  }
  const spoolMaxBytes = parseQuantity(
    section.getOptionalString('spool.maxBytes') ?? '10Gi',
  );
  if (!(spoolMaxBytes > 0)) {
    throw new InputError(`${KEY}.spool.maxBytes: must be such as 10Gi`);
  }
  return {
    connection: {
      url,
      apiKey: section.getOptionalString('apiKey'),
      username: section.getOptionalString('username'),
      password: section.getOptionalString('password'),
      ca: section.getOptionalString('ca'),
    },
    ...{ retentionDays, spoolMaxBytes },
  };
}

import type { ElasticsearchClient } from '../../clients/elasticsearch/ElasticsearchClient';
import { LOG_TEMPLATE, TEMPLATE, TEMPLATE_VERSION } from './logTemplate';

/**
 * Sees to the index template of log lines. A newer one, which a newer portal has written, stays.
 *
 * @returns whether it was written
 */
export async function installLogTemplate(
  client: Pick<ElasticsearchClient, 'templateVersion' | 'putTemplate'>,
): Promise<boolean> {
  const present = await client.templateVersion(TEMPLATE);
  if (present !== undefined && present >= TEMPLATE_VERSION) {
    return false;
  }
  await client.putTemplate(TEMPLATE, LOG_TEMPLATE);
  return true;
}

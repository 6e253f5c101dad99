import { toError } from '@backstage/errors';
import type { ProbeResult } from '../settings/MonitoringProbes';
import type { MetricSources } from './MetricSources';

/** Asks each Prometheus how it is. */
export async function probeSources(
  sources: MetricSources,
): Promise<ProbeResult> {
  const answers = await Promise.all(
    sources.all().map(async ({ cluster, source }) => {
      const label = cluster === undefined ? 'All clusters' : cluster;
      try {
        const version = await source.client.version();
        return {
          label,
          version,
          healthy: true,
          value: `Answers (${version ?? 'unknown version'})`,
        };
      } catch (error) {
        return { label, healthy: false, value: toError(error).message };
      }
    }),
  );
  const failed = answers.filter(({ healthy }) => !healthy);
  return {
    healthy: failed.length === 0,
    ...(answers.length === 1 && { version: answers[0].version }),
    message:
      failed.length === 0
        ? 'It answers.'
        : failed.map(({ label, value }) => `${label}: ${value}`).join('; '),
    ...(answers.length > 1 && {
      facts: answers.map(({ label, value }) => ({ label, value })),
    }),
  };
}

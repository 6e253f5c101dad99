import type { MetricSeriesList } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatRunMetrics } from '../../output/formatRunMetrics';
import { dataOf } from '../dataOf';
import { resolveRun } from '../resolveRun';

interface MetricsOptions {
  since?: string;
  until?: string;
  step?: number;
}

/** `pagoda run metrics` */
export async function showMetrics(
  context: Context,
  query: MetricsOptions,
  name: string,
): Promise<void> {
  const { client, output } = context;
  const path = { run: await resolveRun(context, name) };
  const [metrics, series] = await Promise.all([
    client.GET('/runs/{run}/metrics', { params: { path } }).then(dataOf),
    client.GET('/runs/{run}/series', { params: { path, query } }).then(dataOf),
  ]);
  output.one(
    { ...metrics, ...series },
    () => path.run,
    () =>
      // The client's types forget that points are pairs.
      formatRunMetrics(metrics, series as MetricSeriesList, output.colors),
  );
}

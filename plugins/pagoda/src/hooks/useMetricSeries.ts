import { useApi } from '@backstage/core-plugin-api';
import type { MetricSeriesList } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../api';
import { useRepeated } from './useRepeated';
import { useResource, type Resource } from './useResource';

/** What series are about. */
export type SeriesSubject =
  | { run: string }
  | { sweep: string }
  | { project: string; experiment?: string }
  | { cluster: string }
  | { fleet: true };

/** How often something that goes on is asked for, in milliseconds. */
const REFRESH = 30_000;

/**
 * Series of Prometheus about a thing.
 *
 * @param options - `version`: differs when there may be others, such as the phase of a run; `seconds`: until now, in place of
 * the usual time; `live`: ask again and again
 */
export function useMetricSeries(
  about: SeriesSubject,
  options: { version?: string; seconds?: number; live?: boolean } = {},
): Resource<MetricSeriesList> {
  const api = useApi(pagodaApiRef);
  const { version, seconds, live } = options;
  const key = `series ${JSON.stringify(about)} ${version} ${seconds}`;
  const resource = useResource(key, async signal => {
    const query =
      seconds === undefined
        ? {}
        : { since: new Date(Date.now() - seconds * 1000).toISOString() };
    const list = await unwrap(get(api.client, about, { query, signal }));
    // The client's types forget that points are pairs.
    return list as MetricSeriesList;
  });
  useRepeated(live ? resource.refresh : nothing, REFRESH);
  return resource;
}

type Client = (typeof pagodaApiRef.T)['client'];

function get(
  client: Client,
  about: SeriesSubject,
  { query, signal }: { query: { since?: string }; signal: AbortSignal },
) {
  if ('run' in about) {
    const params = { path: about, query };
    return client.GET('/runs/{run}/series', { params, signal });
  }
  if ('sweep' in about) {
    const params = { path: about, query };
    return client.GET('/sweeps/{sweep}/series', { params, signal });
  }
  if ('cluster' in about) {
    const params = { path: about, query };
    return client.GET('/clusters/{cluster}/series', { params, signal });
  }
  if ('fleet' in about) {
    return client.GET('/fleet/series', { params: { query }, signal });
  }
  const { project, experiment } = about;
  return experiment === undefined
    ? client.GET('/projects/{project}/series', {
        ...{ params: { path: { project }, query }, signal },
      })
    : client.GET('/projects/{project}/experiments/{experiment}/series', {
        ...{ params: { path: { project, experiment }, query }, signal },
      });
}

function nothing() {}

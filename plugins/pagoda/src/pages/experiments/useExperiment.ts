import { useApi } from '@backstage/core-plugin-api';
import type { Experiment } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { useResource, type Resource } from '../../hooks/useResource';

/** An experiment in a revision, the latest by default. */
export function useExperiment(
  project: string,
  experiment: string,
  revision?: number,
): Resource<Experiment> {
  const api = useApi(pagodaApiRef);
  return useResource(
    `experiment ${project}/${experiment}@${revision ?? ''}`,
    signal =>
      unwrap(
        api.client.GET('/projects/{project}/experiments/{experiment}', {
          params: { path: { project, experiment }, query: { revision } },
          signal,
        }),
      ),
  );
}

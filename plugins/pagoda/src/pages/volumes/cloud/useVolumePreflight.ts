import { useApi } from '@backstage/core-plugin-api';
import {
  parseQuantity,
  type VolumePreflightRequest,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import { useVerdict, type PreflightState } from '../../../clouds/useVerdict';

/** What a volume in a cloud is to be. */
export type VolumeDemand = VolumePreflightRequest['items'][number];

/**
 * Whether a volume would fit into its cloud.
 *
 * @param project - nothing is asked without one
 * @param demand - nothing is asked without one, or where its size is no size
 */
export function useVolumePreflight(
  project: string | undefined,
  demand: VolumeDemand | undefined,
): PreflightState {
  const api = useApi(pagodaApiRef);
  const question =
    project !== undefined && demand && isSize(demand.size)
      ? { project, demand }
      : undefined;
  return useVerdict(question, (asked, signal) =>
    unwrap(
      api.client.POST('/projects/{project}/volumes:preflight', {
        params: { path: { project: asked.project } },
        body: { items: [asked.demand] },
        signal,
      }),
    ),
  );
}

/** Whether it can be read as a size: while one types, it often cannot. */
export function isSize(text: string): boolean {
  try {
    return parseQuantity(text) > 0;
  } catch {
    return false;
  }
}

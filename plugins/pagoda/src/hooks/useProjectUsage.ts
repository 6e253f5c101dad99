import { useApi } from '@backstage/core-plugin-api';
import type { ProjectUsage } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../api';
import { useResource, type Resource } from './useResource';
import { useRunEvents } from './useRunEvents';
import { useThrottle } from './useThrottle';

/** The points of a sweep change many times a second; how much is used need not. */
const REFRESH_MS = 2000;

/** How much of its quota a project uses; asked for again when its runs change. */
export function useProjectUsage(project: string): Resource<ProjectUsage> {
  const api = useApi(pagodaApiRef);
  const usage = useResource(`usage ${project}`, signal =>
    unwrap(
      api.client.GET('/projects/{project}/usage', {
        params: { path: { project } },
        signal,
      }),
    ),
  );
  const refreshLater = useThrottle(usage.refresh, REFRESH_MS);
  useRunEvents({
    onGap: usage.refresh,
    onChanges: changes => {
      if (changes.some(change => change.project === project)) {
        refreshLater();
      }
    },
  });
  return usage;
}

import { useApi } from '@backstage/core-plugin-api';
import {
  isFinal,
  type Run,
  type RunEvent,
  type RunMetrics,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { useRepeated } from '../../hooks/useRepeated';
import { useResource, type Resource } from '../../hooks/useResource';

/** How often the numbers of a run that runs are asked for, in milliseconds. */
const REFRESH = 10_000;

/** What the run reported and used; asked for again and again while it runs. */
export function useRunMetrics(run: Run): Resource<RunMetrics> {
  const api = useApi(pagodaApiRef);
  const { phase } = run.status;
  // The phase is part of the key: at the end there are final numbers.
  const metrics = useResource(`metrics ${run.id} ${phase}`, signal =>
    unwrap(
      api.client.GET('/runs/{run}/metrics', {
        params: { path: { run: run.id } },
        signal,
      }),
    ),
  );
  useRepeated(isFinal(phase) ? nothing : metrics.refresh, REFRESH);
  return metrics;
}

/** What happened to the run; asked for again when its state changes. */
export function useRunHistory(run: Run): Resource<{ items: RunEvent[] }> {
  const api = useApi(pagodaApiRef);
  const { phase, attempt } = run.status;
  return useResource(`events ${run.id} ${phase} ${attempt}`, signal =>
    unwrap(
      api.client.GET('/runs/{run}/events', {
        params: { path: { run: run.id } },
        signal,
      }),
    ),
  );
}

function nothing() {}

import { useApi } from '@backstage/core-plugin-api';
import type { Sweep, SweepPoint } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap, type PagodaApi } from '../../api';
import { useResource } from '../../hooks/useResource';
import { useThrottle } from '../../hooks/useThrottle';
import { useRunEvents } from '../../hooks/useRunEvents';

/** A sweep's points change in bursts: its counts are asked for again no more often than this. */
const REFRESH_MS = 1500;

/** A sweep with all of its points, kept up to date by events. */
export function useSweep(id: string) {
  const api = useApi(pagodaApiRef);
  const sweep = useResource<Sweep>(`sweep ${id}`, signal =>
    unwrap(
      api.client.GET('/sweeps/{sweep}', {
        params: { path: { sweep: id } },
        signal,
      }),
    ),
  );
  const points = useResource<SweepPoint[]>(`points ${id}`, signal =>
    fetchAllPoints(api, id, signal),
  );
  const refreshLater = useThrottle(sweep.refresh, REFRESH_MS);

  const status = useRunEvents({
    onGap: () => {
      sweep.refresh();
      points.refresh();
    },
    onChanges: changes => {
      const own = changes.filter(change => change.sweep === id);
      if (own.length === 0) {
        return;
      }
      const latest = new Map(own.map(change => [change.id, change]));
      if (points.data) {
        points.set(
          points.data.map(point => {
            const run = latest.get(point.run)?.run;
            return run
              ? {
                  ...point,
                  phase: run.status.phase,
                  metrics: run.status.metrics,
                  code: run.status.explanation?.code ?? null,
                }
              : point;
          }),
        );
      }
      refreshLater();
    },
  });
  return { sweep, points, status };
}

async function fetchAllPoints(
  api: PagodaApi,
  id: string,
  signal: AbortSignal,
): Promise<SweepPoint[]> {
  const all: SweepPoint[] = [];
  let cursor: string | undefined;
  do {
    const page = await unwrap(
      api.client.GET('/sweeps/{sweep}/points', {
        params: { path: { sweep: id }, query: { cursor } },
        signal,
      }),
    );
    all.push(...page.items);
    cursor = page.pageInfo.nextCursor;
  } while (cursor !== undefined);
  return all;
}

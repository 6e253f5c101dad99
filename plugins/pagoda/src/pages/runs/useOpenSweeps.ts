import { useCallback, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import type { Run } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { useRunEvents } from '../../hooks/useRunEvents';

/** More points than these are better looked at on the sweep's page. */
const MAX_POINTS = 10;

/** The first points of an opened sweep. */
export interface OpenSweep {
  runs: Run[];
  isLoading: boolean;
  error?: Error;
}

/** The sweeps that are opened in the list, with their first points, kept up to date by events. */
export function useOpenSweeps() {
  const api = useApi(pagodaApiRef);
  const [open, setOpen] = useState<ReadonlyMap<string, OpenSweep>>(new Map());

  const load = useCallback(
    async (id: string) => {
      const put = (sweep: OpenSweep) =>
        // Closed in the meantime: the answer is not wanted any more.
        setOpen(previous =>
          previous.has(id) ? new Map(previous).set(id, sweep) : previous,
        );
      try {
        const page = await unwrap(
          api.client.GET('/runs', {
            params: {
              query: { sweep: id, limit: MAX_POINTS, orderBy: 'createdAt asc' },
            },
          }),
        );
        put({ runs: page.items, isLoading: false });
      } catch (thrown) {
        put({ runs: [], isLoading: false, error: toError(thrown) });
      }
    },
    [api],
  );

  useRunEvents({
    onGap: () => open.forEach((_, id) => load(id)),
    onChanges: changes =>
      setOpen(previous => {
        const latest = new Map(changes.map(change => [change.id, change]));
        if (
          ![...previous.values()].some(s => s.runs.some(r => latest.has(r.id)))
        ) {
          return previous;
        }
        return new Map(
          [...previous].map(([id, sweep]) => [
            id,
            {
              ...sweep,
              runs: sweep.runs.flatMap(run => {
                const change = latest.get(run.id);
                return change?.deleted ? [] : [change?.run ?? run];
              }),
            },
          ]),
        );
      }),
  });

  const toggle = useCallback(
    (id: string) => {
      if (open.has(id)) {
        setOpen(previous => {
          const next = new Map(previous);
          next.delete(id);
          return next;
        });
      } else {
        setOpen(previous =>
          new Map(previous).set(id, { runs: [], isLoading: true }),
        );
        load(id);
      }
    },
    [open, load],
  );

  return { open, toggle };
}

import { useCallback, useMemo, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { Run, RunChange, Sweep } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, type PagodaApi } from '../../api';
import { usePagedList } from '../../hooks/usePagedList';
import { useRunEvents } from '../../hooks/useRunEvents';
import { resolveSince, type RunFilters } from '../../hooks/useRunFilters';
import { runMatchesFilters, sweepMatchesFilters } from './matchesFilters';
import {
  mergeNewestFirst,
  startOfSource,
  type SourceState,
} from './mergeNewestFirst';

const PAGE_SIZE = 50;

interface Cursor {
  a: SourceState<Run>;
  b: SourceState<Sweep>;
}

/** Runs and, where they are grouped, sweeps. */
export type RunsListItem = Run | Sweep;

/** Tells the two kinds of item apart. */
export function isSweep(item: RunsListItem): item is Sweep {
  return 'points' in item;
}

/** The list of the runs page: page by page, newest first, its rows kept up to date by events. */
export function useRunRows(filters: RunFilters) {
  const api = useApi(pagodaApiRef);
  const key = JSON.stringify(filters);
  const [hasNews, setNews] = useState(false);
  // What events brought since the list was asked for: an answer that was on its way meanwhile must not undo it.
  const changed = useRef(new Map<string, Run>());

  const list = usePagedList<RunsListItem, Cursor>(
    key,
    async (cursor, signal) => {
      if (!cursor) {
        changed.current.clear();
        setNews(false);
      }
      const { items, states } = await fetchPage(api, filters, cursor, signal);
      return {
        items: items.map(item => changed.current.get(item.id) ?? item),
        nextCursor: isAtEnd(states) ? undefined : states,
        incomplete: items.length < PAGE_SIZE && !isAtEnd(states),
      };
    },
  );
  const { update } = list;

  const refreshSweeps = useRefreshSweeps(api, update);
  const status = useRunEvents({
    onGap: list.refresh,
    onChanges: changes => {
      const now = Date.now();
      const additions: Run[] = [];
      const sweeps = new Set<string>();
      for (const change of changes) {
        if (change.run) {
          changed.current.set(change.id, change.run);
        }
        if (change.sweep && filters.groupSweeps) {
          sweeps.add(change.sweep);
        } else if (change.run) {
          const matches = runMatchesFilters(change.run, filters, now);
          if (matches === undefined) {
            setNews(true);
          } else if (matches) {
            additions.push(change.run);
          }
        }
      }
      update(items => applyChanges(items, changes, additions));
      if (sweeps.size > 0) {
        refreshSweeps(sweeps, filters);
      }
    },
  });

  return { list, status, hasNews };
}

/** Rows in place, deleted ones gone, new ones on top. */
function applyChanges(
  items: RunsListItem[],
  changes: RunChange[],
  additions: Run[],
): RunsListItem[] {
  const latest = new Map(changes.map(change => [change.id, change]));
  const known = new Set(items.map(item => item.id));
  const kept = items.flatMap(item => {
    const change = latest.get(item.id);
    if (!change) {
      return [item];
    }
    return change.deleted ? [] : [change.run ?? item];
  });
  const added = [...new Map(additions.map(run => [run.id, run])).values()]
    .filter(run => !known.has(run.id) && !latest.get(run.id)?.deleted)
    // Only what is newer than the list's beginning: the rest stands on a later page.
    .filter(run => !items[0] || run.createdAt >= items[0].createdAt)
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return [...added, ...kept];
}

/** Fetches the counts of sweeps whose points have changed: at most once a second each, however many points change. */
function useRefreshSweeps(
  api: PagodaApi,
  update: (change: (items: RunsListItem[]) => RunsListItem[]) => void,
) {
  const pending = useRef(new Set<string>());
  return useCallback(
    (ids: Set<string>, filters: RunFilters) => {
      for (const id of ids) {
        if (pending.current.has(id)) {
          continue;
        }
        pending.current.add(id);
        setTimeout(async () => {
          pending.current.delete(id);
          try {
            const { data } = await api.client.GET('/sweeps/{sweep}', {
              params: { path: { sweep: id } },
            });
            if (data) {
              update(items => putSweep(items, data, filters));
            }
          } catch {
            // The row keeps its last counts; the next change of a point asks again.
          }
        }, 1000);
      }
    },
    [api, update],
  );
}

function putSweep(
  items: RunsListItem[],
  sweep: Sweep,
  filters: RunFilters,
): RunsListItem[] {
  if (items.some(item => item.id === sweep.id)) {
    return items.map(item => (item.id === sweep.id ? sweep : item));
  }
  const isNewest = !items[0] || sweep.createdAt >= items[0].createdAt;
  return isNewest && sweepMatchesFilters(sweep, filters, Date.now())
    ? [sweep, ...items]
    : items;
}

function isAtEnd({ a, b }: Cursor): boolean {
  return a.isDone && b.isDone && a.buffer.length === 0 && b.buffer.length === 0;
}

async function fetchPage(
  api: PagodaApi,
  filters: RunFilters,
  cursor: Cursor | undefined,
  signal: AbortSignal,
) {
  const now = Date.now();
  const since = resolveSince(filters.since, now);
  return mergeNewestFirst<Run, Sweep>(
    PAGE_SIZE,
    {
      fetch: async runCursor => {
        const { data } = await api.client.GET('/runs', {
          params: {
            query: {
              project: orUndefined(filters.project),
              phase: orUndefined(filters.phase),
              experiment: filters.experiment,
              cluster: filters.cluster,
              owner: filters.owner,
              label: filters.label,
              q: filters.q,
              since,
              sweep: filters.groupSweeps ? 'none' : undefined,
              limit: PAGE_SIZE,
              cursor: runCursor,
            },
          },
          signal,
        });
        return toSourcePage(data);
      },
    },
    {
      fetch: async sweepCursor => {
        const { data } = await api.client.GET('/sweeps', {
          params: {
            query: {
              project: orUndefined(filters.project),
              experiment: filters.experiment,
              limit: PAGE_SIZE,
              cursor: sweepCursor,
            },
          },
          signal,
        });
        const page = toSourcePage(data);
        const oldest = page.items.at(-1);
        return since && oldest && oldest.createdAt < since
          ? { items: page.items }
          : page;
      },
      keep: sweep => sweepMatchesFilters(sweep, filters, now),
    },
    cursor ?? { a: startOfSource(), b: startOfSource(!filters.groupSweeps) },
  );
}

function toSourcePage<T>(
  page: { items: T[]; pageInfo: { nextCursor?: string } } | undefined,
) {
  return {
    items: page?.items ?? [],
    nextCursor: page?.pageInfo.nextCursor,
  };
}

function orUndefined<T>(values: T[]): T[] | undefined {
  return values.length > 0 ? values : undefined;
}

/** The runs that match, without the sweeps among them. */
export function useOnlyRuns(items: RunsListItem[]): Run[] {
  return useMemo(
    () => items.filter((item): item is Run => !isSweep(item)),
    [items],
  );
}

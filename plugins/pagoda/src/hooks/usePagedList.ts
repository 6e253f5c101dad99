import { useCallback, useEffect, useRef, useState } from 'react';
import { toError } from '@backstage/errors';

/** One page of a list. */
export interface ListPage<T, C = string> {
  items: T[];
  /** For the next page; missing on the last. */
  nextCursor?: C;
  /** The search stopped early: the next page goes on with it. */
  incomplete?: boolean;
}

/** What {@link usePagedList} knows. */
export interface PagedList<T> {
  items: T[];
  error: Error | undefined;
  /** The first page is on its way and there is nothing to show. */
  isLoading: boolean;
  /** The first page is fetched again; what is shown may be old. */
  isRefreshing: boolean;
  isLoadingMore: boolean;
  hasMore: boolean;
  isIncomplete: boolean;
  loadMore: () => void;
  /** Starts anew from the first page; what is shown stays until it is there. */
  refresh: () => void;
  /** Changes the rows in place. */
  update: (change: (items: T[]) => T[]) => void;
}

interface State<T, C> {
  key: string | undefined;
  items: T[];
  cursor?: C;
  incomplete: boolean;
  error?: Error;
  pending: 'first' | 'more' | undefined;
}

/**
 * A list that is read page by page.
 *
 * @param key - names the list with its filters; another key starts anew, `undefined` fetches nothing
 * @param fetchPage - gets the page at a cursor, the first without one
 */
export function usePagedList<T extends { id: string }, C = string>(
  key: string | undefined,
  fetchPage: (
    cursor: C | undefined,
    signal: AbortSignal,
  ) => Promise<ListPage<T, C>>,
): PagedList<T> {
  const [state, setState] = useState<State<T, C>>(() => start(key));
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(fetchPage);
  latest.current = fetchPage;
  const abort = useRef<AbortController>();

  const fetchInto = useCallback(
    (wantedKey: string, cursor: C | undefined, kind: 'first' | 'more') => {
      abort.current?.abort();
      const controller = new AbortController();
      abort.current = controller;
      setState(previous => ({
        ...(previous.key === wantedKey ? previous : start<T, C>(wantedKey)),
        pending: kind,
      }));
      latest.current(cursor, controller.signal).then(
        page => {
          if (controller.signal.aborted) {
            return;
          }
          setState(previous => ({
            key: wantedKey,
            items:
              kind === 'first'
                ? page.items
                : appendNew(previous.items, page.items),
            cursor: page.nextCursor,
            incomplete: page.incomplete ?? false,
            pending: undefined,
          }));
        },
        thrown => {
          if (!controller.signal.aborted) {
            setState(previous => ({
              ...previous,
              error: toError(thrown),
              pending: undefined,
            }));
          }
        },
      );
    },
    [],
  );

  useEffect(() => {
    if (key !== undefined) {
      fetchInto(key, undefined, 'first');
    }
    return () => abort.current?.abort();
  }, [key, attempt, fetchInto]);

  const current = state.key === key ? state : start<T, C>(key);
  const { cursor, pending } = current;
  const loadMore = useCallback(() => {
    if (key !== undefined && cursor !== undefined && pending === undefined) {
      fetchInto(key, cursor, 'more');
    }
  }, [key, cursor, pending, fetchInto]);
  const refresh = useCallback(() => setAttempt(n => n + 1), []);
  const update = useCallback(
    (change: (items: T[]) => T[]) =>
      setState(previous => {
        const items = change(previous.items);
        return items === previous.items ? previous : { ...previous, items };
      }),
    [],
  );

  return {
    items: current.items,
    error: current.error,
    isLoading: pending === 'first' && current.items.length === 0,
    isRefreshing: pending === 'first' && current.items.length > 0,
    isLoadingMore: pending === 'more',
    hasMore: cursor !== undefined,
    isIncomplete: current.incomplete,
    loadMore,
    refresh,
    update,
  };
}

function start<T, C>(key: string | undefined): State<T, C> {
  return {
    key,
    items: [],
    incomplete: false,
    pending: key === undefined ? undefined : 'first',
  };
}

/** Rows that an event has brought already are not repeated by the page they stand on. */
function appendNew<T extends { id: string }>(items: T[], page: T[]): T[] {
  const known = new Set(items.map(item => item.id));
  return [...items, ...page.filter(item => !known.has(item.id))];
}

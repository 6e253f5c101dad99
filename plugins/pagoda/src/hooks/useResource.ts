import { useCallback, useEffect, useRef, useState } from 'react';
import { toError } from '@backstage/errors';

/** What {@link useResource} knows. */
export interface Resource<T> {
  /** The latest answer; kept while a newer one is on its way, and when that fails. */
  data: T | undefined;
  /** Why the latest attempt failed. */
  error: Error | undefined;
  /** There is nothing to show yet. */
  isLoading: boolean;
  /** `data` is shown while a newer answer is on its way, or after it failed. */
  isStale: boolean;
  /** Asks again; what is shown stays until the answer is there. */
  refresh: () => void;
  /** Puts what another source (an event, the answer to a change) knows in the place of the data. */
  set: (data: T) => void;
}

interface State<T> {
  key: string | undefined;
  data?: T;
  error?: Error;
  isPending: boolean;
}

/**
 * Fetches a thing and keeps it.
 *
 * @param key - names the thing; another key fetches anew, `undefined` fetches nothing
 * @param fetcher - gets it; its signal is aborted when the answer is not wanted any more
 */
export function useResource<T>(
  key: string | undefined,
  fetcher: (signal: AbortSignal) => Promise<T>,
): Resource<T> {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<State<T>>({ key, isPending: true });
  const latestFetcher = useRef(fetcher);
  latestFetcher.current = fetcher;

  useEffect(() => {
    if (key === undefined) {
      return undefined;
    }
    const abort = new AbortController();
    setState(previous =>
      previous.key === key
        ? { ...previous, isPending: true }
        : { key, isPending: true },
    );
    latestFetcher.current(abort.signal).then(
      data => {
        if (!abort.signal.aborted) {
          setState({ key, data, isPending: false });
        }
      },
      thrown => {
        if (!abort.signal.aborted) {
          setState(previous => ({
            ...previous,
            key,
            error: toError(thrown),
            isPending: false,
          }));
        }
      },
    );
    return () => abort.abort();
  }, [key, attempt]);

  const refresh = useCallback(() => setAttempt(n => n + 1), []);
  const set = useCallback(
    (data: T) =>
      setState(previous => ({ key: previous.key, data, isPending: false })),
    [],
  );

  // Between the change of the key and the effect the state is still that of the old thing.
  const current: State<T> =
    state.key === key ? state : { key, isPending: true };
  return {
    data: current.data,
    error: current.error,
    isLoading:
      key !== undefined && current.isPending && current.data === undefined,
    isStale:
      current.data !== undefined &&
      (current.isPending || current.error !== undefined),
    refresh,
    set,
  };
}

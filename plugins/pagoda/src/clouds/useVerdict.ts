import { useRef } from 'react';
import { PagodaApiError, type Preflight } from '@pagoda/plugin-pagoda-common';
import { useResource } from '../hooks/useResource';
import { useDebounced } from '../pages/experiments/useDebounced';

/** Nobody types this slowly; the cloud is asked each time. In milliseconds. */
const REST = 400;

/** What {@link useVerdict} knows. */
export interface PreflightState {
  /** The latest verdict; kept while the next is on its way. */
  verdict: Preflight | undefined;
  /** Why there is no newer verdict. */
  error: Error | undefined;
  /** What is shown is of an earlier question. */
  isChecking: boolean;
  refresh: () => void;
}

/**
 * Whether something fits into a cloud, asked again whenever it has changed and rested for a moment.
 *
 * @param question - of JSON; nothing is asked without one
 * @param ask - gets the answer; its signal is aborted when that is not wanted any more
 */
export function useVerdict<T>(
  question: T | undefined,
  ask: (question: T, signal: AbortSignal) => Promise<Preflight>,
): PreflightState {
  const now = question === undefined ? undefined : JSON.stringify(question);
  const key = useDebounced(now, REST);
  const { data, error, refresh } = useResource<Preflight>(
    key && `preflight ${key}`,
    async signal => {
      try {
        return await ask(JSON.parse(key ?? 'null') as T, signal);
      } catch (thrown) {
        return refused(thrown);
      }
    },
  );
  const last = useRef<Preflight>();
  last.current = now === undefined ? undefined : (data ?? last.current);
  return {
    verdict: last.current,
    error,
    isChecking: now !== undefined && (now !== key || (!data && !error)),
    refresh,
  };
}

/** What cannot be asked for is something that has problems. */
function refused(error: unknown): Preflight {
  if (
    error instanceof PagodaApiError &&
    error.status === 400 &&
    error.problems.length > 0
  ) {
    return { fits: false, items: [], problems: error.problems };
  }
  throw error;
}

import { useRef } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  PagodaApiError,
  type ClusterPlan,
  type Preflight,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import { useResource } from '../../../hooks/useResource';
import { useDebounced } from '../../experiments/useDebounced';

/** Nobody types this slowly; the cloud is asked each time. In milliseconds. */
const REST = 400;

/** What {@link usePreflight} knows. */
export interface PreflightState {
  /** The latest verdict; kept while the next is on its way. */
  verdict: Preflight | undefined;
  /** Why there is no newer verdict. */
  error: Error | undefined;
  /** What is shown is of an earlier plan. */
  isChecking: boolean;
  refresh: () => void;
}

/**
 * Whether a plan fits, asked again whenever it has changed and rested for a moment.
 *
 * @param plan - nothing is asked without one
 * @param cluster - whose plan it is to replace
 */
export function usePreflight(
  plan: ClusterPlan | undefined,
  cluster?: string,
): PreflightState {
  const api = useApi(pagodaApiRef);
  const now = plan && JSON.stringify([cluster, plan]);
  const key = useDebounced(now, REST);
  const { data, error, refresh } = useResource<Preflight>(
    key && `preflight ${key}`,
    async signal => {
      const [ofCluster, body] = JSON.parse(key ?? '[]');
      try {
        return await unwrap(
          api.client.POST('/clusters:preflight', {
            params: { query: { cluster: ofCluster ?? undefined } },
            body,
            signal,
          }),
        );
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

/** A plan that is no plan is one that has problems. */
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

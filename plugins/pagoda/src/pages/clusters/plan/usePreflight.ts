import { useApi } from '@backstage/core-plugin-api';
import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import { useVerdict, type PreflightState } from '../../../clouds/useVerdict';

/**
 * Whether a plan fits.
 *
 * @param plan - nothing is asked without one
 * @param cluster - whose plan it is to replace
 */
export function usePreflight(
  plan: ClusterPlan | undefined,
  cluster?: string,
): PreflightState {
  const api = useApi(pagodaApiRef);
  return useVerdict(plan && { plan, cluster }, (question, signal) =>
    unwrap(
      api.client.POST('/clusters:preflight', {
        params: { query: { cluster: question.cluster } },
        body: question.plan,
        signal,
      }),
    ),
  );
}

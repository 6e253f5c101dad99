import { useEffect } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { ClusterOperation } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import { useRepeated } from '../../../hooks/useRepeated';
import { useResource, type Resource } from '../../../hooks/useResource';

/**
 * The latest operations of a cluster.
 *
 * @param interval - milliseconds between two looks
 * @param begun - another number looks at once
 */
export function useOperations(
  cluster: string,
  interval: number,
  begun: number,
): Resource<ClusterOperation[]> {
  const api = useApi(pagodaApiRef);
  const operations = useResource(`operations of ${cluster}`, async signal => {
    const { items } = await unwrap(
      api.client.GET('/clusters/{cluster}/operations', {
        params: { path: { cluster }, query: { limit: 10 } },
        signal,
      }),
    );
    return items;
  });
  const { refresh } = operations;
  useRepeated(refresh, interval);
  useEffect(() => {
    if (begun > 0) {
      refresh();
    }
  }, [begun, refresh]);
  return operations;
}

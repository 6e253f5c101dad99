import { useApi } from '@backstage/core-plugin-api';
import type { Cloud } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../api';
import { useResource, type Resource } from '../hooks/useResource';

/** The clouds of this installation, with how they are. */
export function useClouds(): Resource<Cloud[]> {
  const api = useApi(pagodaApiRef);
  return useResource('clouds', async signal => {
    const { items } = await unwrap(api.client.GET('/clouds', { signal }));
    return items;
  });
}

import { useApi } from '@backstage/core-plugin-api';
import type { Whoami } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef } from '../api';
import { unwrap } from '../api/unwrap';
import { useResource, type Resource } from './useResource';

/** Who the user is to PAGoDA, and with which role in which project. */
export function useWhoami(): Resource<Whoami> {
  const api = useApi(pagodaApiRef);
  return useResource('whoami', signal =>
    unwrap(api.client.GET('/whoami', { signal })),
  );
}

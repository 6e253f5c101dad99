import { useApi } from '@backstage/core-plugin-api';
import type { Whoami } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap, type PagodaApi } from '../api';
import { useResource, type Resource } from './useResource';

/** Roles change rarely; several parts of a page ask at the same moment. */
const KEPT_MS = 30_000;

const kept = new WeakMap<PagodaApi, { at: number; answer: Promise<Whoami> }>();

/** Who the user is to PAGoDA, and with which role in which project. */
export function useWhoami(): Resource<Whoami> {
  const api = useApi(pagodaApiRef);
  return useResource('whoami', () => {
    const now = Date.now();
    const last = kept.get(api);
    if (last && now - last.at < KEPT_MS) {
      return last.answer;
    }
    const answer = unwrap(api.client.GET('/whoami'));
    kept.set(api, { at: now, answer });
    // Whoever asks next must not get the failure of this moment.
    answer.catch(() => kept.delete(api));
    return answer;
  });
}

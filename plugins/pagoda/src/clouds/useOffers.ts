import { useApi } from '@backstage/core-plugin-api';
import type { CloudOffers } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap, type PagodaApi } from '../api';
import { useResource, type Resource } from '../hooks/useResource';

/** Offers change rarely; the many fields of a form ask at the same moment. In milliseconds. */
const KEPT = 20_000;

type Kept = Map<string, { at: number; answer: Promise<CloudOffers> }>;

const kept = new WeakMap<PagodaApi, Kept>();

/**
 * What a cloud offers, as the portal has last read it; all fields of a form share one answer.
 *
 * @param cloud - its name; nothing is fetched without one
 */
export function useOffers(cloud: string | undefined): Resource<CloudOffers> {
  const api = useApi(pagodaApiRef);
  return useResource(cloud && `offers of ${cloud}`, () => {
    const answers: Kept = kept.get(api) ?? new Map();
    kept.set(api, answers);
    const name = cloud ?? '';
    const last = answers.get(name);
    if (last && Date.now() - last.at < KEPT) {
      return last.answer;
    }
    const answer = unwrap(
      api.client.GET('/clouds/{cloud}/offers', {
        params: { path: { cloud: name } },
      }),
    );
    answers.set(name, { at: Date.now(), answer });
    // Whoever asks next must not get the failure of this moment.
    answer.catch(() => answers.delete(name));
    return answer;
  });
}

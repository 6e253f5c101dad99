import { useApi } from '@backstage/core-plugin-api';
import { ACTIVE_PHASES, type Run } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap, type PagodaApi } from '../../api';
import { useResource, type Resource } from '../../hooks/useResource';
import { useThrottle } from '../../hooks/useThrottle';
import { useRunEvents } from '../../hooks/useRunEvents';
import { useWhoami } from '../../hooks/useWhoami';

const LIMIT = 30;
/** Failures before this are history. */
const RECENT_MS = 48 * 3_600_000;

/** The user's own runs that the home page is about. */
export interface HomeRuns {
  /** Starting and running, newest first. */
  active: Run[];
  /** Failed lately, newest first. */
  failed: Run[];
  /** Queued, oldest first: who has waited longest needs attention first. */
  waiting: Run[];
  /** Whether the user has any run at all. */
  hasAny: boolean;
}

/** The user's runs that go, failed lately or wait; changes arrive by events. */
export function useHomeRuns(): Resource<HomeRuns> {
  const api = useApi(pagodaApiRef);
  const whoami = useWhoami();
  const owner = whoami.data?.userEntityRef;
  const resource = useResource(owner && `home ${owner}`, signal =>
    fetchHomeRuns(api, owner ?? '', signal),
  );
  const refreshLater = useThrottle(resource.refresh, 2000);

  useRunEvents({
    onGap: resource.refresh,
    onChanges: changes => {
      const own = changes.filter(
        change => change.deleted || change.run?.owner === owner,
      );
      const { data } = resource;
      if (own.length === 0 || !data) {
        return;
      }
      resource.set(
        own.reduce((home, { id, run }) => applyChange(home, id, run), data),
      );
      // A sweep may bring hundreds in a moment: lists that are full do not show which of them belong; ask once, later.
      if (data.active.length >= LIMIT || data.waiting.length >= LIMIT) {
        refreshLater();
      }
    },
  });

  return whoami.error && !resource.data
    ? { ...resource, error: whoami.error, refresh: whoami.refresh }
    : resource;
}

async function fetchHomeRuns(
  api: PagodaApi,
  owner: string,
  signal: AbortSignal,
): Promise<HomeRuns> {
  const list = async (query: {
    phase?: Run['status']['phase'][];
    since?: string;
    limit?: number;
    orderBy?: 'createdAt asc';
  }) => {
    const page = await unwrap(
      api.client.GET('/runs', {
        params: { query: { limit: LIMIT, ...query, owner } },
        signal,
      }),
    );
    return page.items;
  };
  const [active, failed, waiting, any] = await Promise.all([
    list({ phase: [...ACTIVE_PHASES] }),
    list({
      phase: ['Failed'],
      since: new Date(Date.now() - RECENT_MS).toISOString(),
    }),
    list({ phase: ['Queued'], orderBy: 'createdAt asc' }),
    list({ limit: 1 }),
  ]);
  return { active, failed, waiting, hasAny: any.length > 0 };
}

function applyChange(
  home: HomeRuns,
  id: string,
  run: Run | undefined,
): HomeRuns {
  const without = (runs: Run[]) => runs.filter(other => other.id !== id);
  const replace = (runs: Run[]) =>
    runs.some(other => other.id === id) && run
      ? runs.map(other => (other.id === id ? run : other))
      : undefined;
  const phase = run?.status.phase;
  const isActive = phase !== undefined && ACTIVE_PHASES.includes(phase);
  return {
    active:
      isActive && run
        ? (replace(home.active) ?? [run, ...home.active])
        : without(home.active),
    failed:
      phase === 'Failed' && run
        ? (replace(home.failed) ?? [run, ...home.failed])
        : without(home.failed),
    waiting:
      phase === 'Queued' && run
        ? (replace(home.waiting) ?? [...home.waiting, run])
        : without(home.waiting),
    hasAny: home.hasAny || run !== undefined,
  };
}

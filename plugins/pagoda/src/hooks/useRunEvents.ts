import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { pagodaApiRef, type PagodaApi } from '../api';
import {
  RunEventHub,
  type RunEventListener,
  type RunEventStatus,
} from './RunEventHub';

/** Keyed by the binding, so that each app (and each test) has its own. */
const hubs = new WeakMap<PagodaApi, RunEventHub>();

function hubOf(api: PagodaApi): RunEventHub {
  let hub = hubs.get(api);
  if (!hub) {
    hub = new RunEventHub(api);
    hubs.set(api, hub);
  }
  return hub;
}

/**
 * Follows the changes of all runs that the user may see, over the one connection that all components share.
 *
 * @returns how the connection is doing
 */
export function useRunEvents(listener: RunEventListener): RunEventStatus {
  const hub = hubOf(useApi(pagodaApiRef));
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(
    () =>
      hub.subscribe({
        onChanges: changes => latest.current.onChanges(changes),
        onGap: () => latest.current.onGap(),
      }),
    [hub],
  );
  return useSyncExternalStore(
    useCallback(onChange => hub.onStatus(onChange), [hub]),
    () => hub.status,
  );
}

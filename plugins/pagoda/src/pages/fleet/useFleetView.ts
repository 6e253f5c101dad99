import { useCallback, useMemo } from 'react';
import { useSearchParams } from '../../routing';

/** The parts of the fleet page. */
export const FLEET_TABS = [
  { id: 'clusters', label: 'Clusters' },
  { id: 'volumes', label: 'Volumes' },
  { id: 'projects', label: 'Projects' },
  { id: 'clouds', label: 'Clouds' },
  { id: 'leaks', label: 'Leaks' },
] as const;

export type FleetTab = (typeof FLEET_TABS)[number]['id'];

/** What a part is narrowed to and how it is ordered, by parameter; all of several values have a comma between them. */
export type FleetFilters = Record<string, string | undefined>;

/** Which part of the fleet is shown and how it is narrowed; kept in the page's address, so that it can be linked. */
export function useFleetView() {
  const [search, setSearch] = useSearchParams();
  const tab =
    FLEET_TABS.find(({ id }) => id === search.get('tab'))?.id ?? 'clusters';
  const text = search.toString();
  const filters = useMemo<FleetFilters>(() => {
    const { tab: _, ...rest } = Object.fromEntries(new URLSearchParams(text));
    return rest;
  }, [text]);
  /** Filters of one part mean nothing in another. */
  const show = useCallback(
    (next: FleetTab) =>
      setSearch(new URLSearchParams({ tab: next }), { replace: true }),
    [setSearch],
  );
  const change = useCallback(
    (changed: FleetFilters) =>
      setSearch(
        previous => {
          const next = new URLSearchParams(previous);
          for (const [name, value] of Object.entries(changed)) {
            if (value) {
              next.set(name, value);
            } else {
              next.delete(name);
            }
          }
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return { tab, filters, show, change };
}

import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { Run } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../api';
import type { RunEventStatus } from './RunEventHub';
import { useResource, type Resource } from './useResource';
import { useRunEvents } from './useRunEvents';

/** One run, kept up to date by events. */
export function useRun(id: string): {
  run: Resource<Run>;
  status: RunEventStatus;
  isDeleted: boolean;
} {
  const api = useApi(pagodaApiRef);
  const [deletedId, setDeletedId] = useState<string>();
  const run = useResource(`run ${id}`, signal =>
    unwrap(
      api.client.GET('/runs/{run}', { params: { path: { run: id } }, signal }),
    ),
  );
  const status = useRunEvents({
    onGap: run.refresh,
    onChanges: changes => {
      const change = changes.filter(c => c.id === id).at(-1);
      if (change?.deleted) {
        setDeletedId(id);
      } else if (change?.run) {
        run.set(change.run);
      }
    },
  });
  return { run, status, isDeleted: deletedId === id };
}

import { useMemo } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { Run, RunRerun } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../api';
import { runTitle } from '../describeRun';

/** Requests that a browser sends at the same time without getting in the way of the rest. */
const CONCURRENCY = 5;

/** What a user does with runs. Each rejects when something did not work; what worked has been done. */
export interface RunActions {
  /** `force`: their ends do not wait for a cluster that does not answer. */
  cancel(runs: Run[], options?: { force?: boolean }): Promise<void>;
  remove(runs: Run[]): Promise<void>;
  /** Gives the new run. */
  rerun(run: Pick<Run, 'id'>, changes?: RunRerun): Promise<Run>;
}

/** Cancels, deletes and repeats runs. */
export function useRunActions(): RunActions {
  const api = useApi(pagodaApiRef);
  return useMemo(
    () => ({
      cancel: (runs, options = {}) =>
        forEachRun(runs, 'cancelled', run =>
          api.client.POST('/runs/{run}:cancel', {
            params: { path: { run: run.id }, query: options },
          }),
        ),
      remove: runs =>
        forEachRun(runs, 'deleted', run =>
          api.client.DELETE('/runs/{run}', {
            params: { path: { run: run.id } },
          }),
        ),
      rerun: (run, changes = {}) =>
        unwrap(
          api.client.POST('/runs/{run}:rerun', {
            params: {
              path: { run: run.id },
              header: { 'Idempotency-Key': crypto.randomUUID() },
            },
            body: changes,
          }),
        ),
    }),
    [api],
  );
}

async function forEachRun(
  runs: Run[],
  done: string,
  action: (run: Run) => Promise<unknown>,
): Promise<void> {
  const waiting = [...runs];
  const failures: { run: Run; error: unknown }[] = [];
  async function work() {
    for (let run = waiting.shift(); run; run = waiting.shift()) {
      try {
        await action(run);
      } catch (error) {
        failures.push({ run, error });
      }
    }
  }
  await Promise.all(
    Array.from({ length: Math.min(CONCURRENCY, runs.length) }, work),
  );
  if (failures.length === 0) {
    return;
  }
  if (runs.length === 1) {
    throw failures[0].error;
  }
  const [{ run, error }] = failures;
  throw new Error(
    `${failures.length} of ${runs.length} runs were not ${done}; ${runTitle(run)}: ${
      error instanceof Error ? error.message : String(error)
    }`,
  );
}

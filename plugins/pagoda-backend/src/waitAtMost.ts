import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until it is done, but no longer than so many milliseconds. Rejects as it does. */
export async function waitAtMost(
  work: Promise<unknown>,
  limit: number,
): Promise<void> {
  const over = new AbortController();
  const timeout = sleep(limit, undefined, { signal: over.signal }).catch(() => {
    // It was done in time.
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    over.abort();
  }
}

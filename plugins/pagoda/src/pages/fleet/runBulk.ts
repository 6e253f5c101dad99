import { toError } from '@backstage/errors';

/** How far one of several is. */
export interface BulkResult {
  id: string;
  state: 'waiting' | 'working' | 'done' | 'failed';
  /** Why it has failed. */
  message?: string;
}

/** Requests that are sent at the same time: each has its own audit event, and none is in the way of the others. */
const CONCURRENCY = 4;

/**
 * Does the same with each, a few at a time; one that fails holds up no other.
 *
 * @param onChange - called with all results whenever one of them changes
 */
export async function runBulk<T extends { id: string }>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
  onChange: (results: BulkResult[]) => void,
): Promise<BulkResult[]> {
  let results: BulkResult[] = items.map(({ id }) => ({ id, state: 'waiting' }));
  const put = (result: BulkResult) => {
    results = results.map(each => (each.id === result.id ? result : each));
    onChange(results);
  };
  onChange(results);
  const left = [...items];
  await Promise.all(
    Array.from({ length: Math.min(CONCURRENCY, items.length) }, async () => {
      for (let item = left.shift(); item; item = left.shift()) {
        put({ id: item.id, state: 'working' });
        try {
          await work(item);
          put({ id: item.id, state: 'done' });
        } catch (thrown) {
          const { message } = toError(thrown);
          put({ id: item.id, state: 'failed', message });
        }
      }
    }),
  );
  return results;
}

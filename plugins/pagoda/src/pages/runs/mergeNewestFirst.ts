/** Something in a list ordered by time of creation, newest first. */
export interface Dated {
  id: string;
  createdAt: string;
}

/** How far a source has been read. */
export interface SourceState<T> {
  /** Read, but not yet given out. */
  buffer: T[];
  cursor?: string;
  isDone: boolean;
}

/** A list that is read page by page, newest first. */
export interface Source<T> {
  fetch: (
    cursor: string | undefined,
  ) => Promise<{ items: T[]; nextCursor?: string }>;
  /** Leaves out what does not belong; everything belongs by default. */
  keep?: (item: T) => boolean;
}

/** A filter that keeps next to nothing must not read a whole list at once. */
const MAX_FETCHES = 6;

/** Before the first page. */
export function startOfSource<T>(isDone = false): SourceState<T> {
  return { buffer: [], isDone };
}

/**
 * The next `count` items of two lists as one, newest first. May give fewer, with sources that are not done, when filters
 * keep little: the caller goes on with the states it got.
 */
export async function mergeNewestFirst<A extends Dated, B extends Dated>(
  count: number,
  a: Source<A>,
  b: Source<B>,
  states: { a: SourceState<A>; b: SourceState<B> },
): Promise<{
  items: (A | B)[];
  states: { a: SourceState<A>; b: SourceState<B> };
}> {
  let stateA = states.a;
  let stateB = states.b;
  const items: (A | B)[] = [];
  let fetches = 0;
  while (items.length < count) {
    const needsA = stateA.buffer.length === 0 && !stateA.isDone;
    const needsB = stateB.buffer.length === 0 && !stateB.isDone;
    if (needsA || needsB) {
      if (fetches >= MAX_FETCHES) {
        break;
      }
      fetches += 1;
      [stateA, stateB] = await Promise.all([
        needsA ? fill(a, stateA) : stateA,
        needsB ? fill(b, stateB) : stateB,
      ]);
      continue;
    }
    const [nextA] = stateA.buffer;
    const [nextB] = stateB.buffer;
    if (!nextA && !nextB) {
      break;
    }
    if (nextA && (!nextB || isNewer(nextA, nextB))) {
      items.push(nextA);
      stateA = { ...stateA, buffer: stateA.buffer.slice(1) };
    } else {
      items.push(nextB);
      stateB = { ...stateB, buffer: stateB.buffer.slice(1) };
    }
  }
  return { items, states: { a: stateA, b: stateB } };
}

async function fill<T>(
  source: Source<T>,
  state: SourceState<T>,
): Promise<SourceState<T>> {
  const page = await source.fetch(state.cursor);
  return {
    buffer: source.keep ? page.items.filter(source.keep) : page.items,
    cursor: page.nextCursor,
    isDone: page.nextCursor === undefined,
  };
}

function isNewer(a: Dated, b: Dated): boolean {
  const difference = Date.parse(a.createdAt) - Date.parse(b.createdAt);
  return difference === 0 ? a.id > b.id : difference > 0;
}

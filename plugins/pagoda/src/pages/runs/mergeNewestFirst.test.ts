import {
  mergeNewestFirst,
  startOfSource,
  type Dated,
} from './mergeNewestFirst';

function item(id: string, minute: number): Dated {
  return {
    id,
    createdAt: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
  };
}

/** A list with pages of two. */
function sourceOf(items: Dated[], keep?: (item: Dated) => boolean) {
  let fetches = 0;
  return {
    keep,
    fetches: () => fetches,
    fetch: async (cursor: string | undefined) => {
      fetches += 1;
      const begin = Number(cursor ?? 0);
      const end = begin + 2;
      return {
        items: items.slice(begin, end),
        nextCursor: end < items.length ? String(end) : undefined,
      };
    },
  };
}

describe('mergeNewestFirst', () => {
  it('gives every item of both lists once, newest first, over any number of pages', async () => {
    const a = sourceOf([9, 7, 6, 2, 1].map(m => item(`a${m}`, m)));
    const b = sourceOf([8, 5, 4, 3].map(m => item(`b${m}`, m)));
    let states = { a: startOfSource<Dated>(), b: startOfSource<Dated>() };
    const seen: string[] = [];
    for (let page = 0; page < 5; page += 1) {
      const result = await mergeNewestFirst(2, a, b, states);
      states = result.states;
      seen.push(...result.items.map(({ id }) => id));
    }
    expect(seen).toEqual([
      'a9',
      'b8',
      'a7',
      'a6',
      'b5',
      'b4',
      'b3',
      'a2',
      'a1',
    ]);
    expect(a.fetches()).toBe(3);
    expect(b.fetches()).toBe(2);
  });

  it('stops reading when a filter keeps nothing, and goes on from there', async () => {
    const many = Array.from({ length: 40 }, (_, i) => item(`b${i}`, 50 - i));
    const b = sourceOf(many, ({ id }) => id === 'b39');
    const a = sourceOf([item('a1', 1)]);
    const first = await mergeNewestFirst(10, a, b, {
      a: startOfSource(),
      b: startOfSource(),
    });
    expect(first.items).toEqual([]);
    expect(first.states.b.isDone).toBe(false);
    let { states } = first;
    const seen: string[] = [];
    while (!states.b.isDone) {
      const next = await mergeNewestFirst(10, a, b, states);
      states = next.states;
      seen.push(...next.items.map(({ id }) => id));
    }
    expect(seen).toEqual(['b39', 'a1']);
  });
});

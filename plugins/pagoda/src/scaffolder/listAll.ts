/** One page of any of PAGoDA's lists. */
interface Page<T> {
  items: T[];
  pageInfo: { nextCursor?: string | null };
}

/** All items of a list, page after page, so that a picker misses none. */
export async function listAll<T>(
  fetchPage: (cursor: string | undefined) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    items.push(...page.items);
    cursor = page.pageInfo.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

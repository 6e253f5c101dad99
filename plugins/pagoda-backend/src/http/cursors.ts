import { invalidInput } from './errors';

/** The sort key of the last item of a page, which the next page starts after. */
export type CursorKey = (string | number)[];

/** An opaque cursor. */
export function encodeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * Reads a cursor that {@link encodeCursor} made.
 *
 * @param types - what each part must be
 * @throws ApiError 400 when it is not one of ours.
 */
export function decodeCursor(
  cursor: string,
  types: ('string' | 'number')[],
): CursorKey {
  try {
    const key: unknown = JSON.parse(
      Buffer.from(cursor, 'base64url').toString('utf8'),
    );
    if (
      Array.isArray(key) &&
      key.length === types.length &&
      key.every((part, i) => typeof part === types[i])
    ) {
      return key as CursorKey;
    }
  } catch {
    // Falls through to the one answer for every cursor that is not ours.
  }
  throw invalidInput([
    {
      field: 'cursor',
      message: 'is not a cursor of this list; take pageInfo.nextCursor',
    },
  ]);
}

/**
 * Makes a page of rows that were read with `limit + 1`.
 *
 * @param keyOf - the sort key of a row
 */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => CursorKey,
  toItem: (row: Row) => Item,
): { items: Item[]; pageInfo: { nextCursor?: string } } {
  const page = rows.slice(0, limit);
  return {
    items: page.map(toItem),
    pageInfo:
      rows.length > limit
        ? { nextCursor: encodeCursor(keyOf(page[page.length - 1])) }
        : {},
  };
}

/** The bytes wanted of a file, both ends included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Reads a `Range` header (RFC 9110, 14.2).
 *
 * @returns `undefined` where the whole file is to be sent: the header is missing, is no range of bytes, or names several;
 * `'unsatisfiable'` where the file has no such bytes.
 */
export function parseRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) {
    return undefined;
  }
  if (match[1] === '') {
    const count = Math.min(Number(match[2]), size);
    return count === 0
      ? 'unsatisfiable'
      : { start: size - count, end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Number(match[2]);
  if (match[2] !== '' && end < start) {
    return undefined;
  }
  return start >= size
    ? 'unsatisfiable'
    : { start, end: Math.min(end, size - 1) };
}

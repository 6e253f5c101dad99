/** Where a line ends: in the log of which attempt, after how many bytes. */
export interface LinePosition {
  attempt: number;
  offset: number;
}

/** Reads the id of a line; the very beginning when there is none. */
export function linePosition(id: string | undefined): LinePosition {
  const match = /^(\d+):(\d+)$/.exec(id ?? '');
  return match
    ? { attempt: Number(match[1]), offset: Number(match[2]) }
    : { attempt: 0, offset: 0 };
}

/** The part of an interval that lies in one month. */
export interface MonthShare {
  /** `YYYY-MM`, in UTC. */
  month: string;
  milliseconds: number;
}

/**
 * Splits the time from `start` to `end` (both milliseconds since the epoch; `end` is not part of it) by calendar months in
 * UTC, in order. The shares add up to exactly `end - start`. An interval that is empty or ends before it starts, as clocks of
 * two machines may say, has no shares.
 *
 * @throws RangeError when one of both is not a whole number
 */
export function splitByMonth(start: number, end: number): MonthShare[] {
  for (const [name, value] of Object.entries({ start, end })) {
    if (!Number.isSafeInteger(value)) {
      throw new RangeError(
        `${name} is ${value}, but must be a whole number of milliseconds since the epoch`,
      );
    }
  }
  const shares: MonthShare[] = [];
  for (let from = start; from < end;) {
    const date = new Date(from);
    const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
    const to = Math.min(next, end);
    shares.push({
      month: date.toISOString().slice(0, 7),
      milliseconds: to - from,
    });
    from = to;
  }
  return shares;
}

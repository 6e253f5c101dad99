import { splitByMonth } from './splitByMonth';

const HOUR = 3_600_000;

describe('splitByMonth', () => {
  it('splits at the first instant of a month in UTC', () => {
    const start = Date.parse('2026-11-30T22:00:00Z');
    expect(splitByMonth(start, start + 5 * HOUR)).toEqual([
      { month: '2026-11', milliseconds: 2 * HOUR },
      { month: '2026-12', milliseconds: 3 * HOUR },
    ]);
    const first = Date.parse('2026-12-01T00:00:00Z');
    expect(splitByMonth(first - HOUR, first)).toEqual([
      { month: '2026-11', milliseconds: HOUR },
    ]);
    expect(splitByMonth(first, first + 1)).toEqual([
      { month: '2026-12', milliseconds: 1 },
    ]);
  });

  it('crosses years and leap days', () => {
    const shares = splitByMonth(
      Date.parse('2027-12-31T00:00:00Z'),
      Date.parse('2028-03-01T00:00:00Z'),
    );
    expect(
      shares.map(({ month, milliseconds }) => [month, milliseconds / HOUR]),
    ).toEqual([
      ['2027-12', 24],
      ['2028-01', 31 * 24],
      ['2028-02', 29 * 24],
    ]);
  });

  it('has shares that add up to the whole, each month once and in order', () => {
    let seed = 42;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return Math.floor((seed / 2_147_483_647) * below);
    };
    for (let i = 0; i < 2_000; i++) {
      const start = Date.UTC(2020, 0, 1) + random(10 * 365 * 24 * HOUR);
      const length = 1 + random(i % 2 ? HOUR : 400 * 24 * HOUR);
      const shares = splitByMonth(start, start + length);
      const months = shares.map(({ month }) => month);
      expect(
        shares.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      ).toBe(length);
      expect(months).toEqual([...new Set(months)].sort());
      expect(shares.every(({ milliseconds }) => milliseconds > 0)).toBe(true);
    }
  });

  it('has no shares for time that does not pass, and refuses what is no time', () => {
    expect(splitByMonth(5, 5)).toEqual([]);
    expect(splitByMonth(6, 5)).toEqual([]);
    expect(() => splitByMonth(NaN, 5)).toThrow('start is NaN');
    expect(() => splitByMonth(0, 1.5)).toThrow('end is 1.5');
  });
});

import { readSeriesRange } from './readSeriesRange';

const NOW = Date.parse('2026-11-27T12:00:07.000Z');
const iso = (time: number) => new Date(time).toISOString();

describe('readSeriesRange', () => {
  it('takes the last hour, in steps that a page can show', () => {
    const range = readSeriesRange({}, { now: NOW });
    expect(range).toEqual({
      start: Date.parse('2026-11-27T11:00:00.000Z'),
      end: NOW,
      step: 15,
    });
    const steps = [60, 3600, 86_400, 30 * 86_400, 3 * 365 * 86_400].map(
      seconds =>
        readSeriesRange({ since: iso(NOW - seconds * 1000) }, { now: NOW })
          .step,
    );
    expect(steps).toEqual([5, 15, 600, 14_400, 394_200]);
  });

  it('goes neither into the future, nor before what may be seen', () => {
    const query = { since: iso(NOW - 3_600_000), until: iso(NOW + 3_600_000) };
    expect(readSeriesRange(query, { now: NOW }).end).toBe(NOW);
    const earliest = NOW - 60_000;
    const { start, step } = readSeriesRange(query, { now: NOW, earliest });
    expect(start).toBeGreaterThan(earliest - step * 1000);
    const future = { since: iso(NOW + 1000), until: iso(NOW + 2000) };
    const { start: first, end } = readSeriesRange(future, { now: NOW });
    expect(first).toBeLessThanOrEqual(end);
    expect(end).toBe(NOW);
  });

  it('refuses what Prometheus does not answer, and says what it would', () => {
    const day = { since: iso(NOW - 86_400_000), until: iso(NOW) };
    expect(() => readSeriesRange({ ...day, step: 7 }, { now: NOW })).toThrow(
      'step: 7 s would be 12344 points, more than the 11000 that Prometheus answers; take 8 s or more',
    );
    expect(readSeriesRange({ ...day, step: 8 }, { now: NOW }).step).toBe(8);
    expect(() =>
      readSeriesRange({ since: day.until, until: day.since }, { now: NOW }),
    ).toThrow("since: 'since' is before 'until'");
    const usual = { since: NOW };
    expect(() =>
      readSeriesRange({ until: day.since }, { now: NOW, usual }),
    ).toThrow('until:');
  });
});

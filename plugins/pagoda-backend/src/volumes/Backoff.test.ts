import { Backoff } from './Backoff';

describe('Backoff', () => {
  it('looks less and less often at what stays as it is, and soon at what changes', () => {
    let now = 0;
    const backoff = new Backoff(4, 60, () => now);
    const key = { project: 'demo', name: 'data' };
    expect(backoff.isDue(key)).toBe(true);
    const waits = Array.from({ length: 6 }, () => {
      backoff.looked(key, false);
      const began = now;
      while (!backoff.isDue(key)) {
        now += 1;
      }
      return now - began;
    });
    expect(waits).toEqual([4, 8, 16, 32, 60, 60]);
    expect(backoff.isDue({ ...key, name: 'other' })).toBe(true);
    backoff.looked(key, true);
    now += 3;
    expect(backoff.isDue(key)).toBe(false);
    now += 1;
    expect(backoff.isDue(key)).toBe(true);
    backoff.looked(key, false);
    backoff.forget(key);
    expect(backoff.isDue(key)).toBe(true);
  });
});

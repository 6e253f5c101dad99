import { CallLimiter } from './CallLimiter';

describe('CallLimiter', () => {
  let now = 0;
  const limiter = () => new CallLimiter(60, () => now);

  beforeEach(() => {
    now = 1_000_000;
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => jest.restoreAllMocks());

  it('lets a burst through, and the rest in turn', () => {
    const calls = limiter();
    const waits = Array.from({ length: 12 }, () => calls.reserve());
    expect(waits).toEqual([...Array(10).fill(0), 1000, 2000]);
    now += 3000;
    expect(calls.reserve()).toBe(0);
    expect(calls.reserve()).toBe(1000);
  });

  it('saves up no more than one burst', () => {
    const calls = limiter();
    now += 3600_000;
    const waits = Array.from({ length: 11 }, () => calls.reserve());
    expect(waits.filter(wait => wait === 0)).toHaveLength(10);
  });

  it('leaves the cloud alone for as long as it wants', () => {
    const calls = limiter();
    calls.pause(7);
    expect(calls.reserve()).toBe(7000);
    now += 7000;
    expect(calls.reserve()).toBe(0);
  });

  it('stops waiting when the call is no longer wanted', async () => {
    const calls = limiter();
    calls.pause(60);
    const abort = AbortSignal.timeout(20);
    await expect(calls.take(abort)).rejects.toThrow();
  });

  it('wants a limit that lets something through', () => {
    expect(() => new CallLimiter(0)).toThrow(/callsPerMinute is 0/);
  });
});

import { LedgerTally, type EndedAttempt } from './LedgerTally';

const MONTH_END = Date.parse('2026-12-01T00:00:00Z');

function attempt(change: Partial<EndedAttempt>): EndedAttempt {
  return {
    ...{ project: 'vision', owner: 'user:default/ada' },
    ...{ cpu: 2, memoryBytes: 1024, gpu: 1 },
    startedAt: MONTH_END - 10_000,
    endedAt: MONTH_END,
    ...change,
  };
}

describe('LedgerTally', () => {
  it('adds up attempts of the same owner, project and month', () => {
    const tally = new LedgerTally();
    tally.add(attempt({ usedCpuSeconds: 4 }));
    tally.add(attempt({ gpu: 0 }));
    expect(tally.amounts()).toEqual([
      {
        ...{ project: 'vision', owner: 'user:default/ada', month: '2026-11' },
        ...{ attempts: 2, cpuSeconds: 40, memoryByteSeconds: 20_480 },
        ...{ gpuSeconds: 10, usedCpuSeconds: 4 },
      },
    ]);
  });

  it('splits an attempt that crosses months, and counts it once', () => {
    const tally = new LedgerTally();
    tally.add(attempt({ endedAt: MONTH_END + 30_000, usedCpuSeconds: 8 }));
    expect(tally.amounts()).toMatchObject([
      { month: '2026-11', attempts: 0, cpuSeconds: 20, usedCpuSeconds: 2 },
      { month: '2026-12', attempts: 1, cpuSeconds: 60, usedCpuSeconds: 6 },
    ]);
  });

  it('keeps owners and projects apart, in one order whatever comes first', () => {
    const parts = [
      attempt({ project: 'b' }),
      attempt({ project: 'a', owner: 'z' }),
      attempt({ project: 'a', owner: 'y' }),
    ];
    const order = (attempts: EndedAttempt[]) => {
      const tally = new LedgerTally();
      attempts.forEach(part => tally.add(part));
      return tally.amounts().map(({ project, owner }) => [project, owner]);
    };
    expect(order(parts)).toEqual([
      ['a', 'y'],
      ['a', 'z'],
      ['b', 'user:default/ada'],
    ]);
    expect(order([...parts].reverse())).toEqual(order(parts));
  });

  it('adds nothing for an attempt that took no time', () => {
    const tally = new LedgerTally();
    tally.add(attempt({ startedAt: MONTH_END }));
    tally.add(attempt({ startedAt: MONTH_END + 5, usedCpuSeconds: 3 }));
    expect(tally.amounts()).toEqual([]);
  });
});

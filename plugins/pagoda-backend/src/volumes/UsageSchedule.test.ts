import { UsageSchedule } from './UsageSchedule';

const DATA = { project: 'demo', name: 'data' };
const SECOND = 1_000;

describe('UsageSchedule', () => {
  it('waits for quiet after writes, and longer the longer counting takes', () => {
    const schedule = new UsageSchedule();
    schedule.touch(DATA, 0);
    expect(schedule.due(4 * SECOND)).toEqual([]);
    schedule.touch(DATA, 4 * SECOND);
    expect(schedule.due(6 * SECOND)).toEqual([]);
    expect(schedule.due(9 * SECOND)).toEqual([DATA]);
    schedule.counted(DATA, 2 * SECOND, 10 * SECOND);
    expect(schedule.due(11 * SECOND)).toEqual([]);
    schedule.touch(DATA, 11 * SECOND);
    expect(schedule.due(100 * SECOND)).toEqual([]);
    expect(schedule.due(110 * SECOND)).toEqual([DATA]);
    schedule.forget(DATA);
    expect(schedule.due(200 * SECOND)).toEqual([]);
  });

  it('counts what a run mounts once a minute, and once more when it is done', () => {
    const schedule = new UsageSchedule();
    schedule.mounted([DATA], 0);
    expect(schedule.due(59 * SECOND)).toEqual([]);
    expect(schedule.due(60 * SECOND)).toEqual([DATA]);
    schedule.counted(DATA, 1, 60 * SECOND);
    schedule.mounted([DATA], 65 * SECOND);
    expect(schedule.due(65 * SECOND)).toEqual([]);
    schedule.mounted([], 70 * SECOND);
    expect(schedule.due(70 * SECOND)).toEqual([DATA]);
    schedule.counted(DATA, 1, 70 * SECOND);
    schedule.mounted([], 75 * SECOND);
    expect(schedule.due(1_000 * SECOND)).toEqual([]);
    expect(schedule.isOld(DATA, 71 * SECOND)).toBe(false);
    expect(schedule.isOld(DATA, 24 * 3600 * SECOND)).toBe(true);
  });
});

import { nextEndNotice } from './nextEndNotice';
import type { EndNotice } from './PlanRecord';

const DAY = 24 * 60 * 60 * 1_000;
const END = Date.parse('2026-06-30T12:00:00Z');
const SETTINGS = { endWarningDays: 7, endGraceDays: 3 };

function at(
  days: number,
  {
    deletionProtection = false,
    endNotice,
    uses,
  }: {
    deletionProtection?: boolean;
    endNotice?: EndNotice;
    uses?: string;
  } = {},
) {
  return nextEndNotice(
    { cluster: 'lab', endsAt: END, endNotice, deletionProtection },
    END + days * DAY,
    SETTINGS,
    uses,
  );
}

it('warns before the end and at it, once, and removes the cluster after the days of grace', () => {
  expect(at(-8)).toEqual({});
  expect(at(-6)).toMatchObject({
    notice: 'soon',
    event: {
      message:
        "The end of cluster 'lab' is 2026-06-30 12:00 UTC. It is removed 2026-07-03 12:00 UTC, unless its end is set to later.",
    },
  });
  expect(at(-5, { endNotice: 'soon' })).toEqual({});
  expect(at(1, { endNotice: 'soon' })).toMatchObject({ notice: 'ended' });
  expect(at(2, { endNotice: 'ended' })).toEqual({});
  expect(at(3, { endNotice: 'ended' })).toMatchObject({
    remove: true,
    event: { kind: 'RemovalRequested' },
  });
});

it('never removes what is protected, or has something on it', () => {
  expect(at(-6, { deletionProtection: true }).event?.message).toContain(
    'not removed while its protection is on',
  );
  expect(at(400, { deletionProtection: true })).toMatchObject({
    ...{ notice: 'protected', event: { severity: 'warning' } },
  });
  const used = at(4, { uses: '2 volumes are on it', endNotice: 'ended' });
  expect(used.remove).toBeUndefined();
  expect(used.event?.message).toContain('2 volumes are on it');
  expect(at(5, { uses: '1 volume is on it', endNotice: 'inUse' })).toEqual({});
});

it('is silent without an end', () => {
  expect(
    nextEndNotice(
      { cluster: 'lab', deletionProtection: false },
      END,
      SETTINGS,
      undefined,
    ),
  ).toEqual({});
});

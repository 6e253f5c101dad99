import type { RunEvent, RunStatus } from '@pagoda/plugin-pagoda-common';
import { toPhases } from './toPhases';

const at = (second: number) =>
  new Date(Date.UTC(2026, 10, 27, 12, 0, second)).toISOString();

function event(second: number, reason: string, attempt?: number): RunEvent {
  return { time: at(second), type: 'Normal', reason, message: '', attempt };
}

function status(rest: Partial<RunStatus>): RunStatus {
  return {
    ...{ phase: 'Running', queuedAt: at(0), attempt: 1, explanation: null },
    ...{ metrics: {}, conditions: [], ...rest },
  };
}

describe('toPhases', () => {
  it('is just waiting at first, and has an end that is open', () => {
    expect(toPhases([event(0, 'Queued')], status({ attempt: 0 }))).toEqual([
      { phase: 'Queued', attempt: 0, since: at(0) },
    ]);
  });

  it('tells attempts apart, and knows when the last really began', () => {
    const events = [
      event(0, 'Queued'),
      event(2, 'Starting', 1),
      event(3, 'Pulling', 1),
      event(5, 'Started', 1),
      event(9, 'Retried', 1),
      event(15, 'Starting', 2),
      event(22, 'Started', 2),
      event(30, 'Succeeded', 2),
    ];
    const parts = toPhases(
      events,
      status({ attempt: 2, startedAt: at(18), finishedAt: at(29) }),
    );
    expect(
      parts.map(({ phase, attempt, since, until }) => [
        ...[phase, attempt, since, until],
      ]),
    ).toEqual([
      ['Queued', 0, at(0), at(2)],
      ['Starting', 1, at(2), at(5)],
      ['Running', 1, at(5), at(9)],
      ['Queued', 1, at(9), at(15)],
      ['Starting', 2, at(15), at(18)],
      ['Running', 2, at(18), at(29)],
    ]);
  });

  it('starts an attempt again that its queue has stopped, and ends what never began', () => {
    const events = [
      event(1, 'Starting', 1),
      event(2, 'Started', 1),
      event(4, 'Requeued', 1),
    ];
    expect(
      toPhases(events, status({ finishedAt: at(6) })).map(each => [
        each.phase,
        each.until,
      ]),
    ).toEqual([
      ['Queued', at(1)],
      ['Starting', at(2)],
      ['Running', at(4)],
      ['Starting', at(6)],
    ]);
    expect(
      toPhases([], status({ phase: 'Cancelled', finishedAt: at(3) })),
    ).toEqual([{ phase: 'Queued', attempt: 0, since: at(0), until: at(3) }]);
  });
});

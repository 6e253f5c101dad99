import type { Observation } from '../../types';
import { observeAttempt } from '../observeAttempt';
import { toSeenJob, type SeenJob } from '../SeenJob';
import type { SeenPod } from '../SeenPod';
import { observeQueued } from './observeQueued';

const ATTEMPT = { run: 'r1', attempt: 1 };

const JOB: SeenJob = {
  ...toSeenJob({ metadata: { name: 'run-r1-1', namespace: 'pagoda-vision' } }),
  queue: 'gpu',
};

const POD: SeenPod = {
  ...{ uid: 'p1', name: 'run-r1-1-abcde', namespace: 'pagoda-vision' },
  ...{ attempt: 1, createdAt: 0, phase: 'Running', conditions: [] },
  containers: [
    {
      ...{ name: 'main', init: false, started: true },
      running: { startedAt: '2026-01-01T00:00:00Z' },
    },
  ],
};

const STOPPED: SeenPod = {
  ...POD,
  phase: 'Failed',
  deletedAt: '2026-01-01T00:01:30Z',
  containers: [
    {
      ...{ name: 'main', init: false, started: false },
      terminated: { exitCode: 143, finishedAt: '2026-01-01T00:01:02Z' },
    },
  ],
};

function observe(
  job: Partial<SeenJob>,
  pod?: SeenPod,
  evicted?: boolean,
  index?: number,
) {
  const seen = {
    job: { ...JOB, ...job },
    ...(pod && { pod }),
    ...(index !== undefined && { index }),
  };
  return observeQueued(
    observeAttempt(ATTEMPT, seen),
    seen,
    evicted === undefined
      ? undefined
      : {
          ...{ name: 'w', namespace: 'pagoda-vision', job: 'u1' },
          ...{ active: true, checks: [] },
          conditions: [{ type: 'Evicted', status: evicted ? 'True' : 'False' }],
        },
  );
}

const short = ({ state, requeued, end }: Observation) => [
  state,
  requeued ?? false,
  end !== undefined,
];

describe('observeQueued', () => {
  it.each<[string, Observation, unknown[]]>([
    [
      'waits at first',
      observe({ suspended: true }, undefined, false),
      ['Starting', false, false],
    ],
    ['runs', observe({}, POD, false), ['Running', false, false]],
    [
      'runs on while its pod is given time to end',
      observe({ suspended: true }, { ...POD, deletedAt: 'soon' }, true),
      ['Running', false, false],
    ],
    [
      'went back when its pod has ended by that',
      observe({ suspended: true }, STOPPED, true),
      ['Starting', true, false],
    ],
    [
      'went back, though nobody has seen its pod',
      observe({ suspended: true }, undefined, true),
      ['Starting', true, false],
    ],
    [
      'went back, though its Workload is not known',
      observe({ suspended: true }, { ...POD, gone: true }),
      ['Starting', true, false],
    ],
    [
      'is about to run again',
      observe({}, STOPPED, false),
      ['Starting', false, false],
    ],
    [
      'has ended where its Job says so',
      observe(
        { conditions: [{ type: 'Failed', status: 'True' }] },
        STOPPED,
        false,
      ),
      ['Ended', false, true],
    ],
    [
      'has ended by itself',
      observe({}, { ...STOPPED, deletedAt: undefined }, false),
      ['Ended', false, true],
    ],
    [
      'was cancelled',
      observe({ suspended: true, deleting: true }, STOPPED, true),
      ['Ended', false, true],
    ],
    [
      'is a point that was deleted, whose sweep goes on',
      observe({}, STOPPED, false, 3),
      ['Ended', false, true],
    ],
    [
      'is a point that has ended while nobody looked',
      observe({ completedIndexes: '2-4' }, undefined, false, 3),
      ['Ended', false, true],
    ],
    [
      'is a point whose sweep went back',
      observe({ suspended: true }, STOPPED, true, 3),
      ['Starting', true, false],
    ],
    [
      'is in no queue',
      observe({ queue: undefined, suspended: true }, STOPPED),
      ['Ended', false, true],
    ],
  ])('%s', (_name, observation, wanted) => {
    expect(short(observation)).toEqual(wanted);
  });
});

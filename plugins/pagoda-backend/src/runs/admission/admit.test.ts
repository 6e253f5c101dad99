import type { Quota } from '@pagoda/plugin-pagoda-common';
import { admit } from './admit';
import { PATIENCE } from './AdmissionState';
import type { Demand } from './shortage';
import type { AdmissionInput, WaitingRun } from './types';

const GIBIBYTE = 2 ** 30;
const NOW = 1_000_000_000;

let counter = 0;

function run(
  project: string,
  options: Partial<Omit<WaitingRun, 'demand'>> & {
    demand?: Partial<Demand>;
  } = {},
): WaitingRun {
  counter += 1;
  return {
    id: `run-${String(counter).padStart(6, '0')}`,
    queuedAt: NOW,
    timeoutSeconds: 3600,
    ...options,
    project,
    demand: { cpu: 1, memoryBytes: GIBIBYTE, gpu: 0, ...options.demand },
  };
}

const times = <T>(count: number, make: () => T) =>
  Array.from({ length: count }, make);

function situation(
  queued: WaitingRun[],
  rest: Omit<Partial<AdmissionInput>, 'quotas' | 'active'> & {
    quotas?: Record<string, Quota>;
    active?: (WaitingRun & { endsBy?: number })[];
  } = {},
): AdmissionInput {
  const { quotas, active = [], ...others } = rest;
  const demand = new Map(
    active.map(({ project }) => {
      const own = active.filter(one => one.project === project);
      const sum = (key: keyof Demand) =>
        own.reduce((total, one) => total + one.demand[key], 0);
      return [
        project,
        {
          activeRuns: own.length,
          cpu: sum('cpu'),
          memoryBytes: sum('memoryBytes'),
          gpu: sum('gpu'),
        },
      ];
    }),
  );
  return {
    now: NOW,
    queued,
    active: active.map(one => ({
      demand: one.demand,
      endsBy: one.endsBy ?? NOW + one.timeoutSeconds * 1000,
    })),
    capacity: { cpu: 4, memoryBytes: 64 * GIBIBYTE, gpu: 0 },
    demand,
    quotas: new Map(Object.entries(quotas ?? {})),
    sweeps: new Map(),
    ...others,
  };
}

describe('admit', () => {
  it('starts what fits, oldest first, and says what the next one lacks', () => {
    const queued = times(6, () => run('a'));
    const { admitted, waiting } = admit(situation(queued));
    expect(admitted).toEqual(queued.slice(0, 4));
    expect(waiting.get(queued[4].id)).toEqual({
      cause: 'Capacity',
      resource: 'cpu',
      asked: 1,
      limit: 4,
      used: 4,
    });
    expect(waiting.size).toBe(2);
  });

  it('shares the cluster between projects, however long their queues are', () => {
    const many = times(1000, () => run('many'));
    const few = times(3, () => run('few'));
    const first = admit(situation([...many, ...few]));
    expect(first.admitted.map(({ project }) => project).sort()).toEqual([
      'few',
      'few',
      'many',
      'many',
    ]);
    // What is free next goes to whoever has less.
    const busy = times(3, () => run('many'));
    const second = admit(situation([...many, ...few], { active: busy }));
    expect(second.admitted).toEqual([few[0]]);
  });

  it('leaves it to the queue of a run what it gets of the cluster, but not what its project may have', () => {
    const full = times(4, () => run('other'));
    const queued = times(3, () => run('a', { queued: true }));
    const own = run('a');
    const { admitted, waiting } = admit(
      situation([...queued, own], {
        active: full,
        quotas: { a: { concurrentRuns: 2 } },
      }),
    );
    expect(admitted).toEqual(queued.slice(0, 2));
    expect(waiting.get(queued[2].id)).toMatchObject({
      ...{ cause: 'Quota', resource: 'concurrentRuns' },
    });
    // What waits in a queue uses nothing of the cluster yet.
    const free = admit(
      situation([
        ...times(9, () => run('a', { queued: true })),
        ...times(4, () => run('b')),
      ]),
    );
    expect(free.admitted).toHaveLength(13);
  });

  it('measures a share by the resource that a project uses most', () => {
    const queued = [
      run('memory', { demand: { cpu: 0.1, memoryBytes: GIBIBYTE } }),
      run('cpu', { demand: { cpu: 1 } }),
    ];
    const { admitted } = admit(
      situation(queued, {
        active: [
          run('memory', { demand: { cpu: 0.1, memoryBytes: 48 * GIBIBYTE } }),
          run('cpu', { demand: { cpu: 2.5, memoryBytes: GIBIBYTE } }),
        ],
      }),
    );
    // 75 % of the memory against 63 % of the CPU.
    expect(admitted).toEqual([queued[1], queued[0]]);
  });

  it('adds tenths of cores without rounding them away', () => {
    const queued = times(11, () => run('a', { demand: { cpu: 0.1 } }));
    const { admitted } = admit(
      situation(queued, {
        capacity: { cpu: 1, memoryBytes: 64 * GIBIBYTE, gpu: 0 },
      }),
    );
    expect(admitted).toHaveLength(10);
  });

  it.each<[keyof Quota, Quota, unknown]>([
    ['concurrentRuns', { concurrentRuns: 2 }, { asked: 1, limit: 2, used: 2 }],
    ['cpu', { cpu: '2500m' }, { asked: 1, limit: 2.5, used: 2 }],
    [
      'memory',
      { memory: '2Gi' },
      { asked: GIBIBYTE, limit: 2 * GIBIBYTE, used: 2 * GIBIBYTE },
    ],
    ['gpu', { gpu: 2 }, { asked: 1, limit: 2, used: 2 }],
  ])('keeps to the quota of %s', (resource, quota, amounts) => {
    const queued = times(3, () => run('a', { demand: { gpu: 1 } }));
    const other = run('b', { demand: { gpu: 1 } });
    const { admitted, waiting } = admit(
      situation([...queued, other], {
        quotas: { a: quota },
        capacity: { cpu: 8, memoryBytes: 64 * GIBIBYTE, gpu: 8 },
      }),
    );
    expect(new Set(admitted)).toEqual(new Set([queued[0], queued[1], other]));
    expect(waiting.get(queued[2].id)).toMatchObject({
      cause: 'Quota',
      resource,
      ...(amounts as object),
    });
  });

  it('keeps to the parallelism of sweeps, and lets others of the project pass', () => {
    const points = times(5, () => run('a', { sweep: 's' }));
    const single = run('a');
    const { admitted, waiting } = admit(
      situation([...points, single], {
        sweeps: new Map([['s', { parallelism: 3, active: 1 }]]),
      }),
    );
    expect(admitted).toEqual([points[0], points[1], single]);
    expect(waiting.get(points[2].id)).toEqual({
      cause: 'Parallelism',
      limit: 3,
      used: 3,
    });
  });

  it('lets small runs pass one that does not fit yet, for a while', () => {
    const active = times(2, () => run('b'));
    const large = run('a', { demand: { cpu: 3 } });
    const small = run('a', { timeoutSeconds: 7200 });
    expect(admit(situation([large, small], { active })).admitted).toEqual([
      small,
    ]);

    const old = { ...large, queuedAt: NOW - PATIENCE };
    const patient = admit(situation([old, small], { active }));
    expect(patient.admitted).toEqual([]);
    expect(patient.waiting.get(small.id)).toMatchObject({
      cause: 'Capacity',
      resource: 'cpu',
      reservedFor: old.id,
    });
  });

  it('lets others go before a reservation that are over by then, or need not what it needs', () => {
    const active = [run('b', { demand: { cpu: 2 }, timeoutSeconds: 600 })];
    const large = run('a', {
      demand: { cpu: 3 },
      queuedAt: NOW - PATIENCE,
    });
    const short = run('c', { timeoutSeconds: 500 });
    const long = run('c', { timeoutSeconds: 5000 });
    const longer = run('c', { timeoutSeconds: 5000 });
    const { admitted, waiting } = admit(
      situation([large, short, long, longer], { active }),
    );
    // Beside the large one, a core will be left: enough for one of the long runs.
    expect(admitted).toEqual([short, long]);
    expect(waiting.get(longer.id)).toMatchObject({ cause: 'Capacity' });
    const none = admit(
      situation([large, { ...long, demand: { ...long.demand, cpu: 2 } }], {
        active,
      }),
    );
    expect(none.admitted).toEqual([]);
  });

  it('does not make a project with little wait for the backlog of one with much', () => {
    const backlog = times(50, () =>
      run('much', { queuedAt: NOW - 10 * PATIENCE }),
    );
    const fresh = run('little');
    const active = times(3, () => run('much'));
    const { admitted } = admit(situation([...backlog, fresh], { active }));
    expect(admitted).toEqual([fresh]);
  });

  it('keeps a project’s quota for its run that has waited longer', () => {
    const large = run('a', {
      demand: { cpu: 2 },
      queuedAt: NOW - PATIENCE,
    });
    const small = run('a');
    const other = run('b');
    const { admitted, waiting } = admit(
      situation([large, small, other], {
        active: times(2, () => run('a')),
        quotas: { a: { cpu: '3' } },
      }),
    );
    expect(admitted).toEqual([other]);
    expect(waiting.get(small.id)).toMatchObject({
      cause: 'Quota',
      resource: 'cpu',
      asked: 1,
      reservedFor: large.id,
    });
  });

  it('lets nobody wait behind what can never start', () => {
    const queuedAt = NOW - PATIENCE;
    const tooLarge = run('a', { demand: { cpu: 5 }, queuedAt });
    const overQuota = run('b', { demand: { cpu: 3 }, queuedAt });
    const fine = [run('a'), run('b')];
    const { admitted } = admit(
      situation([tooLarge, overQuota, ...fine], {
        quotas: { b: { cpu: '2' } },
      }),
    );
    expect(admitted).toEqual(fine);
  });

  it('decides upon ten thousand runs of two hundred projects at once', () => {
    const queued = times(50, () =>
      Array.from({ length: 200 }, (_, i) => run(`p${i}`)),
    ).flat();
    const { admitted } = admit(
      situation(queued, {
        capacity: { cpu: 200, memoryBytes: 1e15, gpu: 0 },
      }),
    );
    expect(new Set(admitted.map(({ project }) => project)).size).toBe(200);
  });
});

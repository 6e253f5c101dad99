import type { SeenCondition } from '../SeenJob';
import { findQueueProblem } from './findQueueProblem';
import { readPositions } from './QueuePositions';
import { toSeenWorkload } from './SeenWorkload';

const FACTS = { queue: 'gpu', job: 'run-1-1', age: 60 };
const NO_QUOTA =
  "couldn't assign flavors to pod set main: insufficient unused quota for cpu in flavor default, 1 more needed";

function workload(conditions: SeenCondition[], more: object = {}) {
  return {
    ...{ name: 'job-run-1-1-abcde', namespace: 'pagoda-vision', job: 'u1' },
    ...{ active: true, checks: [], conditions },
    ...more,
  };
}

const condition = (
  type: string,
  status: string,
  reason: string,
  message: string = '',
): SeenCondition => ({ type, status, reason, message });

const pending = (reason: string, message: string) =>
  condition('QuotaReserved', 'False', reason, message);
const evicted = (reason: string, message: string) =>
  condition('Evicted', 'True', reason, message);

describe('findQueueProblem', () => {
  it.each([
    ['Pending', NO_QUOTA, 'WaitingInQueue'],
    ['WaitingForQuota', NO_QUOTA, 'WaitingInQueue'],
    ['SomethingNew', 'Never heard of', 'WaitingInQueue'],
    ['Inadmissible', 'LocalQueue gpu is inactive', 'QueueStopped'],
    ['Suspended', 'LocalQueue gpu is stopped', 'QueueStopped'],
    ['Inadmissible', "ClusterQueue vision doesn't exist", 'QueueUnusable'],
    ['Misconfigured', 'No flavors', 'QueueUnusable'],
    ['ExceedsMaxQuota', 'Too much', 'QueueUnusable'],
    [
      'Pending',
      'insufficient quota for cpu in flavor default, previously considered podsets requests (0) + current podset request (5) > maximum capacity (2)',
      'QueueUnusable',
    ],
  ])('waits by %s: %s', (reason, message, code) => {
    expect(
      findQueueProblem(workload([pending(reason, message)]), FACTS),
    ).toEqual({
      reason: code,
      evidence: [{ source: 'queue', message }],
    });
  });

  it.each([
    ['Preempted', 'Preempted', undefined],
    ['ClusterQueueStopped', 'QueueStopped', undefined],
    ['LocalQueueStopped', 'QueueStopped', undefined],
    ['Deactivated', 'QueueStopped', undefined],
    ['PodsReadyTimeout', 'Evicted', undefined],
    ['NodeFailures', 'Evicted', undefined],
    ['DeactivatedDueToRequeuingLimitExceeded', 'Evicted', 0],
  ])('was put back by %s', (reason, code, fatalAfter) => {
    const problem = findQueueProblem(
      workload([
        evicted(reason, `why ${reason}`),
        pending('Pending', NO_QUOTA),
        condition('Admitted', 'False', 'NoReservation'),
      ]),
      FACTS,
    );
    expect([problem?.reason, problem?.fatalAfter]).toEqual([code, fatalAfter]);
    expect(problem?.evidence.map(({ message }) => message)).toEqual([
      `why ${reason}`,
      NO_QUOTA,
    ]);
  });

  it('is none where Kueue lets it go on, after an eviction too', () => {
    const admitted = condition('Admitted', 'True', 'Admitted');
    const before = condition('Evicted', 'False', 'QuotaReserved');
    expect(findQueueProblem(workload([admitted]), FACTS)).toBeUndefined();
    expect(
      findQueueProblem(workload([before, admitted]), FACTS),
    ).toBeUndefined();
    expect(
      findQueueProblem(
        workload([
          evicted('Preempted', 'late'),
          condition('Finished', 'True', 'Succeeded'),
        ]),
        FACTS,
      ),
    ).toBeUndefined();
  });

  it('tells which checks are missing, and its place where that is known', () => {
    const problem = findQueueProblem(
      workload([condition('QuotaReserved', 'True', 'QuotaReserved')], {
        checks: [{ name: 'nodes', state: 'Pending', message: 'scaling up' }],
      }),
      { ...FACTS, position: 3 },
    );
    expect(problem).toEqual({
      reason: 'WaitingInQueue',
      evidence: [
        {
          source: 'queue',
          message: 'admission check nodes is Pending: scaling up',
        },
        { source: 'queue', message: "number 3 in queue 'gpu'" },
      ],
    });
    const far = findQueueProblem(workload([]), { ...FACTS, position: 51 });
    expect(far?.evidence).toEqual([]);
  });

  it('says so when Kueue takes no note of the Job', () => {
    expect(findQueueProblem(undefined, { ...FACTS, age: 2 })).toBeUndefined();
    expect(findQueueProblem(undefined, FACTS)).toMatchObject({
      reason: 'WaitingInQueue',
      evidence: [
        { message: 'Kueue has not made a Workload of job run-1-1 yet' },
      ],
    });
  });
});

it('keeps of Workloads those of runs alone', () => {
  const metadata = {
    name: 'job-run-1-1-abcde',
    namespace: 'pagoda-vision',
    labels: { 'kueue.x-k8s.io/job-uid': 'u1' },
    ownerReferences: [{ kind: 'Job', name: 'run-1-1' }],
  };
  expect(
    toSeenWorkload({
      metadata,
      spec: { active: false },
      status: {
        admissionChecks: [
          { name: 'a', state: 'Ready' },
          { name: 'b', state: 'Retry', message: '' },
        ],
      },
    }),
  ).toEqual(
    workload([], { active: false, checks: [{ name: 'b', state: 'Retry' }] }),
  );
  expect(
    toSeenWorkload({
      metadata: {
        ...metadata,
        ownerReferences: [{ kind: 'Job', name: 'nightly-build' }],
      },
    }),
  ).toBeUndefined();
});

it('counts places from 1', () => {
  expect(
    readPositions({
      items: [
        { metadata: { name: 'a' }, positionInLocalQueue: 0 },
        { metadata: { name: 'b' }, positionInLocalQueue: 1 },
      ],
    }),
  ).toEqual(
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
  );
  expect(readPositions({})).toEqual(new Map());
});

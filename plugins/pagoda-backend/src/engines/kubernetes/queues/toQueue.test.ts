import type { RunSpec } from '@pagoda/plugin-pagoda-common';
import { toQueue } from './toQueue';

const JOB = {
  metadata: { name: 'run-r1-1', labels: { 'pagoda.io/run': 'r1' } },
  spec: { backoffLimit: 0, template: {} },
};

const submit = (more: Partial<RunSpec>) => toQueue(JOB, more as RunSpec);

it('submits a Job suspended, with queue and priority as labels', () => {
  expect(submit({ queue: 'gpu', priorityClass: 'high' })).toEqual({
    metadata: {
      name: 'run-r1-1',
      labels: {
        'pagoda.io/run': 'r1',
        'kueue.x-k8s.io/queue-name': 'gpu',
        'kueue.x-k8s.io/priority-class': 'high',
      },
    },
    spec: { backoffLimit: 0, template: {}, suspend: true },
  });
  expect(submit({ queue: 'gpu' }).metadata?.labels).toEqual({
    'pagoda.io/run': 'r1',
    'kueue.x-k8s.io/queue-name': 'gpu',
  });
});

it('leaves a Job without a queue as it is', () => {
  expect(submit({})).toBe(JOB);
});

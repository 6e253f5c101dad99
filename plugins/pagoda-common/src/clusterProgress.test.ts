import { clusterProgress } from './clusterProgress';
import type { Cluster } from './types';

const CLUSTER: Cluster = {
  name: 'lab',
  title: 'Lab',
  provisioner: 'magnum',
  engine: 'kubernetes',
  capacity: { cpu: 0, memoryBytes: 0, gpu: 0 },
  allocated: { cpu: 0, memoryBytes: 0, gpu: 0 },
  runs: { queued: 0, active: 0 },
  pools: [
    { name: 'control', role: 'control-plane', wanted: 1, ready: 1 },
    { name: 'work', role: 'worker', wanted: 3, ready: 2 },
  ],
  status: {
    phase: 'Provisioning',
    observedGeneration: 0,
    conditions: [
      {
        ...{ type: 'Ready', status: 'False', reason: 'Waiting' },
        message: 'Waits for one machine',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ],
  },
  createdAt: '2026-01-01T00:00:00Z',
  generation: 1,
};

describe('clusterProgress', () => {
  it('is done when the cluster is ready as it was last asked for', () => {
    expect(clusterProgress(CLUSTER)).toEqual({
      done: false,
      failed: false,
      text: 'Provisioning: control 1 of 1, work 2 of 3 ready. Waits for one machine',
    });
    const removed = {
      ...CLUSTER.status.conditions[0],
      ...{ type: 'Removed', message: 'Waits for a finalizer' },
    };
    expect(
      clusterProgress({
        ...CLUSTER,
        status: {
          phase: 'Deleting',
          conditions: [...CLUSTER.status.conditions, removed],
        },
      }).text,
    ).toBe('Deleting. Waits for a finalizer');
    const ready = {
      ...CLUSTER,
      status: { ...CLUSTER.status, phase: 'Ready' as const, conditions: [] },
    };
    // Somebody has asked for a change that nobody has looked at yet.
    expect(clusterProgress(ready)).toMatchObject({
      done: false,
      text: 'Updating: control 1 of 1, work 2 of 3 ready',
    });
    const settled = { ...ready.status, observedGeneration: 1 };
    expect(clusterProgress({ ...ready, status: settled }).done).toBe(true);
    expect(
      clusterProgress({
        ...ready,
        status: { ...ready.status, phase: 'Failed' },
      }).failed,
    ).toBe(true);
  });
});

import { toClusterQueue } from './readQueues';

const active = (status: string, message: string) => ({
  conditions: [{ type: 'Active', status, message }],
  pendingWorkloads: 3,
  admittedWorkloads: 2,
});

const queue = (status: string, message: string = '', spec: object = {}) => ({
  metadata: { name: 'gpu' },
  spec: { clusterQueue: 'vision', ...spec },
  status: active(status, message),
});

const COUNTS = { pending: 3, admitted: 2 };

describe('toClusterQueue', () => {
  it('counts what waits and runs', () => {
    expect(toClusterQueue(queue('True', 'Can submit'))).toEqual({
      ...{ name: 'gpu', clusterQueue: 'vision', active: true },
      ...{ stopPolicy: 'None', ...COUNTS },
    });
  });

  it('says why it is not active, by its ClusterQueue too', () => {
    expect(
      toClusterQueue(
        queue('False', "Can't submit new workloads to clusterQueue"),
        {
          metadata: { name: 'vision' },
          spec: { stopPolicy: 'Hold' },
          status: active('False', "references missing flavor 'a100'"),
        },
      ),
    ).toEqual({
      ...{ name: 'gpu', clusterQueue: 'vision', active: false },
      stopPolicy: 'Hold',
      message:
        "Can't submit new workloads to clusterQueue: references missing flavor 'a100'",
      ...COUNTS,
    });
  });

  it('is not active while it is stopped, or Kueue has not looked at it', () => {
    expect(
      toClusterQueue(queue('True', '', { stopPolicy: 'HoldAndDrain' })),
    ).toMatchObject({ active: false, stopPolicy: 'HoldAndDrain' });
    expect(toClusterQueue({ metadata: { name: 'new' } })).toEqual({
      ...{ name: 'new', clusterQueue: '', active: false },
      ...{ stopPolicy: 'None', pending: 0, admitted: 0 },
    });
  });
});

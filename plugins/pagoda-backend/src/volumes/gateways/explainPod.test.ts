import type { Event, Pod } from 'kubernetes-types/core/v1';
import { explainPod } from './explainPod';

/** What no single-node cluster shows; texts are Kubernetes' own. The others are provoked in gateways.peer.test.ts. */
describe('explainPod', () => {
  const event = (reason: string, message: string) =>
    ({ type: 'Warning', reason, message }) as Event;
  const pending: Pod = { status: { phase: 'Pending' } };

  it('tells a volume that is attached elsewhere from one that cannot be mounted', () => {
    expect(
      explainPod(pending, [
        event(
          'FailedAttachVolume',
          'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can\'t be attached to another',
        ),
      ]),
    ).toEqual({
      message:
        'its volume may be attached to one node at a time, and is attached to another one',
      advice: expect.stringMatching(/^Wait until the run/),
      final: false,
    });
    expect(
      explainPod(pending, [
        event('FailedMount', 'MountVolume.SetUp failed: permission denied'),
      ]),
    ).toMatchObject({
      message:
        'its volume cannot be mounted: MountVolume.SetUp failed: permission denied',
      final: false,
    });
  });

  it('tells a full cluster, and a gateway that ends at once', () => {
    const full: Pod = {
      status: {
        phase: 'Pending',
        conditions: [
          {
            ...{ type: 'PodScheduled', status: 'False' },
            reason: 'Unschedulable',
            message: '0/3 nodes are available: 3 Insufficient memory.',
          },
        ],
      },
    };
    expect(explainPod(full, [])).toMatchObject({
      message:
        'no node has room for it. The scheduler says: 0/3 nodes are available: 3 Insufficient memory.',
      final: false,
    });
    const ended: Pod = {
      status: {
        phase: 'Failed',
        containerStatuses: [
          {
            ...{ name: 'gateway', image: 'x', imageID: '', ready: false },
            restartCount: 0,
            state: {
              terminated: {
                ...{ exitCode: 1, reason: 'Error' },
                message:
                  'The data gateway cannot run: PAGODA_GATEWAY_ROOT is not set\n',
              },
            },
          },
        ],
      },
    };
    expect(explainPod(ended, [])).toEqual({
      message:
        'it ended at once (Error, exit code 1): The data gateway cannot run: PAGODA_GATEWAY_ROOT is not set',
      advice: 'Ask an administrator of PAGoDA.',
      final: true,
    });
    expect(explainPod(pending, [])).toBeUndefined();
  });
});

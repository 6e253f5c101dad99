import { isUsable } from './isUsable';
import type { ManagementCluster, RancherCluster } from './objects';

const condition = (type: string, status: string) => ({ type, status });

const CLUSTER: RancherCluster = {
  metadata: { name: 'a', uid: 'u', creationTimestamp: '', generation: 3 },
  spec: {},
  status: {
    ...{ ready: true, observedGeneration: 3, clientSecretName: 'a-kubeconfig' },
    conditions: [condition('Ready', 'True')],
  },
};
const MANAGEMENT: ManagementCluster = {
  metadata: { name: 'c-m-1', uid: 'u', creationTimestamp: '' },
  status: {
    conditions: [condition('Connected', 'True'), condition('Ready', 'True')],
  },
};

const withStatus = (status: RancherCluster['status']): RancherCluster => ({
  ...CLUSTER,
  status: { ...CLUSTER.status, ...status },
});
const managementWith = (
  ...conditions: { type: string; status: string }[]
): ManagementCluster => ({ ...MANAGEMENT, status: { conditions } });

describe('isUsable', () => {
  it('says so when all of it holds', () => {
    expect(isUsable(CLUSTER, MANAGEMENT)).toBe(true);
  });

  it.each<[string, RancherCluster, ManagementCluster | undefined]>([
    [
      'an older generation was looked at',
      withStatus({ observedGeneration: 2 }),
      MANAGEMENT,
    ],
    [
      'it is not ready, though it was once',
      withStatus({ ready: true, conditions: [condition('Ready', 'Unknown')] }),
      MANAGEMENT,
    ],
    ['it has no secret', withStatus({ clientSecretName: '' }), MANAGEMENT],
    ['nobody has looked at it', { ...CLUSTER, status: undefined }, MANAGEMENT],
    ['there is no management cluster', CLUSTER, undefined],
    [
      'it is not connected',
      CLUSTER,
      managementWith(
        condition('Connected', 'False'),
        condition('Ready', 'True'),
      ),
    ],
    [
      'its management cluster is not ready',
      CLUSTER,
      managementWith(condition('Connected', 'True')),
    ],
  ])('denies it when %s', (_, cluster, management) => {
    expect(isUsable(cluster, management)).toBe(false);
  });
});

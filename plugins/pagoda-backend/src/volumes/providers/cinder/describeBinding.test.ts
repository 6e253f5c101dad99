import type {
  PersistentVolume,
  PersistentVolumeClaim,
} from 'kubernetes-types/core/v1';
import { buildPersistentVolume, buildStaticClaim } from './buildBinding';
import { describeBinding } from './describeBinding';

const UID = '01993f2e-7c1a-7def-8a40-5d6f0a1b2c3d';
const VOLUME = {
  ...{ project: 'demo', name: 'data', owner: 'user:default/ada', uid: UID },
};
const TARGET = {
  ...{ volume: VOLUME, namespace: 'pagoda-demo', externalId: 'c1', gib: 3 },
};

function tell(
  persistent?: PersistentVolume['status'],
  claim?: PersistentVolumeClaim['status'],
) {
  return describeBinding(
    'lab',
    VOLUME,
    persistent && { ...buildPersistentVolume(TARGET), status: persistent },
    claim && { ...buildStaticClaim(TARGET), status: claim },
  );
}

describe('the binding of a volume of a cloud', () => {
  it('is by objects that refer to each other, and keep the volume', () => {
    const persistent = buildPersistentVolume({ ...TARGET, zone: 'nova' }, 'u');
    const claim = buildStaticClaim(TARGET);
    expect(claim.metadata?.name).toBe('volume-data');
    expect(persistent.spec?.claimRef).toMatchObject({
      ...{ namespace: 'pagoda-demo', name: 'volume-data', uid: 'u' },
    });
    expect(claim.spec).toMatchObject({
      ...{ volumeName: persistent.metadata?.name },
      storageClassName: persistent.spec?.storageClassName,
      resources: { requests: { storage: '3Gi' } },
    });
    expect(persistent.spec?.persistentVolumeReclaimPolicy).toBe('Retain');
    expect(persistent.spec?.nodeAffinity).toBeDefined();
    // Where no zone of nodes is that of the volume.
    const anywhere = buildPersistentVolume(TARGET);
    expect(anywhere.spec).not.toHaveProperty('nodeAffinity');
    expect(anywhere.spec?.claimRef).not.toHaveProperty('uid');
  });

  it('is told in words', () => {
    expect(tell({ phase: 'Bound' }, { phase: 'Bound' })).toMatchObject({
      ...{ usable: true, settled: true, reason: 'Bound' },
    });
    for (const [state, reason, message] of [
      [
        tell({ phase: 'Bound' }),
        'BindingLost',
        /its claim.*still in the cloud/,
      ],
      [tell(undefined, { phase: 'Bound' }), 'BindingLost', /PersistentVolume/],
      [tell({ phase: 'Available' }, { phase: 'Lost' }), 'BindingLost', /lost/],
      [tell({ phase: 'Released' }, { phase: 'Pending' }), 'Binding', /binding/],
      [
        tell({ phase: 'Failed', message: 'no' }, { phase: 'Bound' }),
        ...(['BindingFailed', /bind it: no/] as const),
      ],
    ] as const) {
      expect(state).toMatchObject({ usable: false, settled: false, reason });
      expect(state.message).toMatch(message);
    }
  });
});

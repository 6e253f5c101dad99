import type { CinderVolume } from '../../../clients/openstack/blockStorageTypes';
import { describeStatus, isUnderWay } from './describeStatus';

const MINUTE = 60_000;
const NOW = 1_800_000_000_000;

function seen(status: string, more: Partial<CinderVolume> = {}): CinderVolume {
  return {
    ...{ id: 'c1', name: 'pagoda-demo-data', description: null, status },
    ...{ size: 1, availability_zone: 'nova', volume_type: 'fast' },
    ...{ metadata: {}, created_at: '2026-01-01T00:00:00.000000' },
    ...{ updated_at: null, snapshot_id: null, source_volid: null },
    ...{ bootable: 'false', encrypted: false, multiattach: false },
    ...{ attachments: [], ...more },
  };
}

function tell(volume: CinderVolume, minutes = 0, userMessage?: string) {
  return describeStatus(volume, {
    ...{ cloud: 'campus', now: NOW, since: NOW - minutes * MINUTE },
    messages:
      userMessage === undefined
        ? []
        : [
            {
              ...{ id: 'm', event_id: 'e', message_level: 'ERROR' },
              ...{ user_message: userMessage, resource_type: 'VOLUME' },
              ...{ resource_uuid: 'c1', request_id: 'r', created_at: '' },
            },
          ],
  });
}

describe('describeStatus', () => {
  it('says of what can be used that it can, and what is known of it', () => {
    const attached = seen('in-use', {
      attachments: [
        {
          ...{ attachment_id: 'a', server_id: 's1', device: '/dev/vdb' },
          ...{ host_name: null, attached_at: '2026-01-02T03:04:05.000000' },
        },
      ],
    });
    expect(tell(attached)).toEqual({
      ...{ usable: true, settled: true, reason: 'Provisioned' },
      message: 'The volume can be used.',
      ...{ externalId: 'c1', zone: 'nova', volumeType: 'fast' },
      attachments: [
        {
          ...{ server: 's1', device: '/dev/vdb' },
          attachedAt: '2026-01-02T03:04:05.000Z',
        },
      ],
    });
    expect(tell(seen('available')).attachments).toEqual([]);
  });

  it.each([
    ['creating', false],
    ['downloading', false],
    ['reverting', false],
    ['extending', true],
    ['attaching', true],
    ['backing-up', true],
  ])('waits while it is %s', (status, usable) => {
    expect(isUnderWay(seen(status))).toBe(true);
    expect(tell(seen(status), 29)).toMatchObject({ usable, settled: false });
    const late = tell(seen(status), 30);
    expect(late).toMatchObject({ usable, reason: 'TakesTooLong' });
    // Only then has a volume failed that nobody can use.
    expect(late.settled).toBe(!usable);
    expect(late.message).toMatch(/more than 30 minutes.*operators.*c1/);
  });

  it('gives copies more time', () => {
    for (const source of [{ snapshot_id: 's' }, { source_volid: 'v' }]) {
      const copied = seen('creating', source);
      expect(tell(copied, 100).reason).toBe('Creating');
      expect(tell(copied, 120).reason).toBe('TakesTooLong');
    }
  });

  it.each([
    ['error', /in error: No host has room\. .*make another/, 'Error'],
    ['error_extending', /larger: No host has room\. .*available/],
    ['error_deleting', /delete it in the cloud.*No host has room/],
    ['error_restoring', /No host has room.*operators/],
    ['awaiting-transfer', /Take the offer back/, 'AwaitingTransfer'],
    ['deleting', /Somebody is deleting it/],
  ])(
    'tells the cause of %s, and the way out',
    (status, message, reason = '') => {
      const state = tell(seen(status), 0, 'No host has room.');
      expect(state).toMatchObject({ usable: false, settled: true });
      expect(state.message).toMatch(message);
      expect(state.reason).toContain(reason);
    },
  );

  it('does not take for usable what it does not know', () => {
    expect(tell(seen('frozen'))).toMatchObject({
      ...{ usable: false, reason: 'Frozen' },
      message: expect.stringContaining("'frozen'"),
    });
  });
});

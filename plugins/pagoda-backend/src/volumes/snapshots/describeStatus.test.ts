import type { CinderSnapshot } from '../../clients/openstack/blockStorageTypes';
import { describeDeletion, describeStatus } from './describeStatus';

const TAKEN = '2026-11-23T12:00:00.000000';
const NOW = Date.parse('2026-11-23T12:45:00Z');

function seen(status: string): CinderSnapshot {
  return {
    ...{ id: 'id-1', name: 's', description: null, volume_id: 'v' },
    ...{ status, size: 1, metadata: {}, created_at: TAKEN, updated_at: null },
  };
}

describe('a snapshot that is wanted', () => {
  const describeIt = (status: string, said?: string, now = NOW) =>
    describeStatus('campus', seen(status), said, now);

  it.each(['available', 'restoring', 'backing-up'])(
    'can be used when its cloud says %s',
    status => {
      expect(describeIt(status)).toMatchObject({
        ...{ phase: 'Available', ready: true, settled: true },
      });
    },
  );

  it('is waited for while it is taken, and told of when that takes long', () => {
    const early = Date.parse('2026-11-23T12:01:00Z');
    expect(describeIt('creating', undefined, early)).toMatchObject({
      ...{ phase: 'Pending', reason: 'Creating', settled: false },
    });
    expect(describeIt('creating')).toMatchObject({
      ...{ phase: 'Pending', reason: 'Stuck', settled: false },
      message: expect.stringContaining('for 45 minutes'),
    });
  });

  it('says what is wrong and the way out', () => {
    expect(describeIt('error', 'No valid backend was found.')).toMatchObject({
      ...{ phase: 'Error', reason: 'CloudError' },
      message:
        "Cloud 'campus' could not take it: No valid backend was found. Delete it, and take another.",
    });
    expect(describeIt('error_deleting')).toMatchObject({
      ...{ phase: 'Error', reason: 'DeletionFailed' },
      message: expect.stringContaining('reset the state of snapshot id-1'),
    });
    for (const status of ['deleting', 'deleted', 'unmanaging']) {
      expect(describeIt(status)).toMatchObject({
        ...{ phase: 'Error', reason: 'DeletedOutside' },
      });
    }
    expect(describeIt('odd')).toMatchObject({
      ...{ phase: 'Error', reason: 'UnknownStatus' },
      message: expect.stringContaining("'odd'"),
    });
  });
});

describe('a snapshot that is to be deleted', () => {
  const describeIt = (status: string, asked?: number) =>
    describeDeletion('campus', seen(status), undefined, asked, NOW);

  it.each(['available', 'error'])(
    'waits for nothing when its cloud says %s',
    status => {
      expect(describeIt(status)).toBeUndefined();
    },
  );

  it('says what it waits for', () => {
    expect(describeIt('deleting', NOW - 1_000)?.reason).toBe('Terminating');
    expect(describeIt('deleting', NOW - 31 * 60_000)).toMatchObject({
      reason: 'Stuck',
      message: expect.stringContaining('for 31 minutes'),
    });
    expect(describeIt('error_deleting')).toMatchObject({
      reason: 'DeletionFailed',
      message: expect.stringContaining("to 'available'"),
    });
    expect(describeIt('creating')?.message).toContain("'creating'");
  });
});

import {
  describeFit,
  describeShortage,
  formatQuota,
  nameQuota,
} from './quotaWords';

const ITEM = { limit: 20, used: 12, left: 8, leftAfter: 2, short: 0 };

describe('words for quotas', () => {
  it('name things, and write amounts in their units', () => {
    expect(nameQuota({ resource: 'floatingIps' })).toBe('Floating IPs');
    expect(nameQuota({ resource: 'gigabytes', volumeType: 'fast' })).toBe(
      'Storage of volumes of type fast',
    );
    expect(formatQuota({ resource: 'memoryMiB' }, 49_152)).toBe('48 GiB');
    expect(formatQuota({ resource: 'gigabytes' }, -10)).toBe('−10 GiB');
    expect(formatQuota({ resource: 'cores' }, 1200)).toBe('1,200');
    expect(formatQuota({ resource: 'cores' }, null)).toBe('no limit');
  });

  it('say whether something fits, and what it is short by', () => {
    const cores = { ...ITEM, resource: 'cores' as const, needed: 6 };
    expect(describeFit(cores)).toBe('fits, 2 left after it');
    expect(describeFit({ ...cores, needed: 12, leftAfter: -4, short: 4 })).toBe(
      'short by 4',
    );
    expect(describeShortage({ ...cores, short: 4 })).toBe('4 cores');
    expect(describeShortage({ ...cores, short: 1 })).toBe('1 core');
    const memory = { ...cores, resource: 'memoryMiB' as const, short: 6_144 };
    expect(describeShortage(memory)).toBe('6 GiB of memory');
    const addresses = { ...cores, resource: 'floatingIps' as const, short: 2 };
    expect(describeShortage(addresses)).toBe('2 floating IPs');
    expect(
      describeFit({ ...cores, limit: null, left: null, leftAfter: null }),
    ).toBe('fits, no limit');
  });
});

import type { QuotaItem } from '@pagoda/plugin-pagoda-common';
import { compareDemand } from './compareDemand';
import { describeShort } from './PreflightService';

const QUOTA: QuotaItem[] = [
  { resource: 'cores', limit: 20, used: 12, left: 8 },
  { resource: 'memoryMiB', limit: 1024, used: 0, left: 1024, unit: 'MiB' },
  { resource: 'floatingIps', limit: 2, used: 3, left: 0 },
  { resource: 'serverGroupMembers', limit: 10, used: 0, left: 10 },
  { resource: 'ports', limit: null, used: 70, left: null },
  { resource: 'gigabytes', limit: 100, used: 10, left: 90, unit: 'GiB' },
  {
    ...{ resource: 'gigabytes', volumeType: 'fast', unit: 'GiB' },
    ...{ limit: 10, used: 4, left: 6 },
  },
];

it('says of each thing what would be left, and by how much it is short', () => {
  const items = compareDemand(
    [
      { resource: 'gigabytes', volumeType: 'fast', amount: 7 },
      { resource: 'gigabytes', amount: 7 },
      { resource: 'cores', amount: 4 },
      { resource: 'cores', amount: 4 },
      { resource: 'ports', amount: 5 },
      { resource: 'loadBalancers', amount: 1 },
      { resource: 'memoryMiB', amount: 512 },
      { resource: 'memoryMiB', amount: -512 },
    ],
    QUOTA,
  );
  expect(
    items.map(({ resource, volumeType, needed, left, leftAfter, short }) => [
      ...[resource, volumeType, needed, left, leftAfter, short],
    ]),
  ).toEqual([
    ['cores', undefined, 8, 8, 0, 0],
    ['ports', undefined, 5, null, null, 0],
    ['gigabytes', undefined, 7, 90, 83, 0],
    ['gigabytes', 'fast', 7, 6, -1, 1],
    // Of what the cloud says nothing, nothing can be short.
    ['loadBalancers', undefined, 1, null, null, 0],
  ]);
  expect(describeShort(items)).toBe('short by 1 GiB of gigabytes of type fast');
});

it('leaves out what is promised to others, and what is given back is never short', () => {
  const reserved = [{ resource: 'cores' as const, amount: 6 }];
  expect(
    compareDemand([{ resource: 'cores', amount: 3 }], QUOTA, reserved),
  ).toMatchObject([{ reserved: 6, left: 2, leftAfter: -1, short: 1 }]);
  expect(
    compareDemand([{ resource: 'floatingIps', amount: -1 }], QUOTA),
  ).toMatchObject([{ needed: -1, left: 0, leftAfter: 1, short: 0 }]);
});

it('counts members of the largest group, for which the limit is', () => {
  expect(
    compareDemand(
      [
        { resource: 'serverGroupMembers', amount: 3 },
        { resource: 'serverGroupMembers', amount: 12 },
      ],
      QUOTA,
    ),
  ).toMatchObject([{ needed: 12, short: 2 }]);
});

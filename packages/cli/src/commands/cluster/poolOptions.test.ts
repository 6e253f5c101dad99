import type { NodePool } from '@pagoda/plugin-pagoda-common';
import { mergePools, parseCount, parsePool } from './poolOptions';

const POOLS: NodePool[] = [
  { name: 'control', role: 'control-plane', count: 1, flavor: 'm1.medium' },
  { name: 'work', role: 'worker', count: 3, flavor: 'm1.large', zone: 'a' },
];

describe('pools on the command line', () => {
  it('are read with their numbers, and checked', () => {
    expect(
      parsePool('name=gpu,count=2,flavor=g1.large,disk=40,min=1,max=4'),
    ).toEqual({
      name: 'gpu',
      count: 2,
      flavor: 'g1.large',
      diskGiB: 40,
      minCount: 1,
      maxCount: 4,
    });
    expect(() => parsePool('name=gpu,size=2')).toThrow(/not 'size=2'/);
    expect(() => parsePool('name=gpu,count=many')).toThrow(/whole number/);
    expect(() => parsePool('count=2')).toThrow(/name is missing/);
    expect(parseCount('work=5')).toEqual({ name: 'work', count: 5 });
    expect(() => parseCount('work')).toThrow(/not such as work=5/);
  });

  it('change what they name, and leave the rest as it is', () => {
    expect(
      mergePools(
        [...POOLS, { ...POOLS[1], name: 'old' }],
        [parseCount('work=5'), parsePool('name=gpu,count=1,flavor=g1.large')],
        ['old'],
      ),
    ).toEqual([
      POOLS[0],
      { ...POOLS[1], count: 5 },
      { name: 'gpu', role: 'worker', count: 1, flavor: 'g1.large' },
    ]);
    expect(() => mergePools(POOLS, [parseCount('wrok=5')])).toThrow(
      /no pool 'wrok'/,
    );
    expect(() => mergePools(POOLS, [], ['gpu'])).toThrow(/no pool 'gpu'/);
  });
});

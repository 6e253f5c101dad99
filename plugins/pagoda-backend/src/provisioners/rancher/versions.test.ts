import { allowedUpgrades, compareVersions } from './versions';

describe('allowedUpgrades', () => {
  const offered = [
    'v1.34.1+rke2r1',
    'v1.33.5+rke2r2',
    'v1.33.5+rke2r1',
    'v1.33.10+rke2r1',
    'v1.35.0+rke2r1',
    'v1.32.9+rke2r1',
    'v2.0.0+rke2r1',
  ];

  it('are newer, up to the next minor version, the lowest first', () => {
    expect(allowedUpgrades('v1.33.5+rke2r1', offered)).toEqual([
      'v1.33.5+rke2r2',
      'v1.33.10+rke2r1',
      'v1.34.1+rke2r1',
    ]);
    expect(allowedUpgrades('v1.35.0+rke2r1', offered)).toEqual([]);
  });

  it('are all where there is no version yet', () => {
    expect(allowedUpgrades(undefined, offered)).toEqual(
      [...offered].sort(compareVersions),
    );
    expect(compareVersions('v1.9.0', 'v1.10.0')).toBeLessThan(0);
  });
});

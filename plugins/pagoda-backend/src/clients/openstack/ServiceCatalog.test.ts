import { ServiceCatalog } from './ServiceCatalog';

const at = (url: string, region_id = 'one', face = 'public') => ({
  ...{ interface: face, region_id, url },
});

function catalog(type: string, ...endpoints: ReturnType<typeof at>[]) {
  return [{ type, endpoints }];
}

describe('ServiceCatalog', () => {
  it.each([
    ['https://c/volume/v3/p1', 'https://c/volume/v3/p1', 'https://c/volume'],
    ['https://c:8776/v3/', 'https://c:8776/v3/p1', 'https://c:8776'],
    ['https://c/volume', 'https://c/volume/v3/p1', 'https://c/volume'],
  ])('finds volumes at %s', (url, base, root) => {
    for (const type of ['volumev3', 'block-storage', 'volume']) {
      const services = new ServiceCatalog(catalog(type, at(url)), {}, 'p1');
      expect(services.find('block-storage')).toEqual({
        ...{ base, root, version: 'v3' },
      });
    }
  });

  it('adds the version that an endpoint does not say', () => {
    const services = new ServiceCatalog(
      [
        ...catalog('network', at('https://c:9696/')),
        ...catalog('image', at('https://c/image')),
        ...catalog('compute', at('https://c/compute/v2.1')),
      ],
      {},
      'p1',
    );
    expect(services.get('network').base).toBe('https://c:9696/v2.0');
    expect(services.get('image').base).toBe('https://c/image/v2');
    expect(services.get('compute')).toEqual({
      ...{ base: 'https://c/compute/v2.1', root: 'https://c/compute' },
      version: 'v2.1',
    });
  });

  it('takes the region and the interface that are wanted', () => {
    const entries = catalog(
      'compute',
      at('https://a/v2.1'),
      at('https://b/v2.1', 'two'),
      at('https://c/v2.1', 'two', 'internal'),
    );
    const url = (wanted: { region?: string; interface?: string }) =>
      new ServiceCatalog(entries, wanted, 'p1').find('compute')?.base;
    expect(url({})).toBe('https://a/v2.1');
    expect(url({ region: 'two' })).toBe('https://b/v2.1');
    expect(url({ region: 'two', interface: 'internal' })).toBe(
      'https://c/v2.1',
    );
    expect(url({ region: 'three' })).toBeUndefined();
  });
});

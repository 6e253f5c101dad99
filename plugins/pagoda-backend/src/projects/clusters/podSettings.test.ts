import { podSettings } from './podSettings';

describe('podSettings', () => {
  it('has proxies in both spellings, and none where there is none', () => {
    expect(podSettings().env).toEqual([]);
    const { env } = podSettings({
      proxy: { https: 'http://proxy:3128', noProxy: ['.example.org'] },
    });
    const noProxy = 'localhost,127.0.0.1,.example.org';
    expect(Object.fromEntries(env.map(e => [e.name, e.value]))).toEqual({
      HTTPS_PROXY: 'http://proxy:3128',
      https_proxy: 'http://proxy:3128',
      NO_PROXY: noProxy,
      no_proxy: noProxy,
    });
  });

  it('lets runs have what is listed alone', () => {
    const settings = podSettings({
      nodeSelectors: [{ key: 'disk', values: ['ssd'] }, { key: 'zone' }],
      tolerations: [
        { key: 'gpu', value: 'a100', effect: 'NoSchedule' },
        { key: 'spot' },
      ],
    });
    const selectors: [string, string][] = [
      ['disk', 'ssd'],
      ['disk', 'hdd'],
      ['zone', 'any'],
      ['other', 'any'],
    ];
    expect(
      selectors.map(([key, value]) => settings.allowsNodeSelector(key, value)),
    ).toEqual([true, false, true, false]);
    const gpu = { key: 'gpu', effect: 'NoSchedule' };
    const tolerations = [
      { ...gpu, operator: 'Equal', value: 'a100' },
      { ...gpu, value: 'a100' },
      { ...gpu, operator: 'Exists' },
      { ...gpu, value: 'h100' },
      { key: 'gpu', value: 'a100' },
      { key: 'spot', operator: 'Exists' },
      { operator: 'Exists' },
      {},
    ];
    expect(
      tolerations.map(toleration => settings.allowsToleration(toleration)),
    ).toEqual([true, true, false, false, false, true, false, false]);
    expect(podSettings().allowsNodeSelector('disk', 'ssd')).toBe(false);
  });
});

import { applySettings } from './applySettings';

describe('applySettings', () => {
  it('reads values as YAML, lists with commas, and takes what is empty away', () => {
    const before = { interactive: false, proxy: { http: 'http://a:1' } };
    const after = applySettings(before, [
      'podSecurity=baseline',
      'allowRoot=true',
      'interactive=',
      'allowedNetworks=10.2.0.0/16, 10.3.0.0/16',
      'proxy.https=http://b:2',
      'proxy.noProxy=.example.org',
      'nodeSelectors=[{key: disk, values: [ssd]}]',
    ]);
    expect(after).toEqual({
      podSecurity: 'baseline',
      allowRoot: true,
      allowedNetworks: ['10.2.0.0/16', '10.3.0.0/16'],
      proxy: {
        http: 'http://a:1',
        https: 'http://b:2',
        noProxy: ['.example.org'],
      },
      nodeSelectors: [{ key: 'disk', values: ['ssd'] }],
    });
    expect(before).toEqual({
      interactive: false,
      proxy: { http: 'http://a:1' },
    });
  });

  it('says what it does not understand', () => {
    expect(() => applySettings({}, ['podSecurity'])).toThrow(
      "--set takes name=value, not 'podSecurity'",
    );
    expect(() => applySettings({ allowRoot: true }, ['allowRoot.x=1'])).toThrow(
      '--set allowRoot.x: allowRoot has no parts',
    );
    expect(() => applySettings({}, ['tolerations=[{'])).toThrow('is not YAML');
  });
});

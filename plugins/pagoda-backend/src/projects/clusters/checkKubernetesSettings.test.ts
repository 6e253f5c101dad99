import type { ProjectKubernetes } from '@pagoda/plugin-pagoda-common';
import { checkKubernetesSettings } from './checkKubernetesSettings';

describe('checkKubernetesSettings', () => {
  it('takes what makes sense', () => {
    expect(
      checkKubernetesSettings({
        podSecurity: 'baseline',
        allowRoot: true,
        allowedNetworks: ['10.2.0.0/16', 'fd00:1::/32', '192.168.7.3/32'],
        proxy: { http: 'http://proxy.example.org:3128' },
      }),
    ).toEqual([]);
  });

  it.each<[ProjectKubernetes, string, RegExp]>([
    [
      { allowRoot: true },
      'kubernetes.allowRoot',
      /set podSecurity to baseline as well/,
    ],
    [
      { allowedNetworks: ['10.0.0.0/8', '10.2.0.0'] },
      'kubernetes.allowedNetworks.1',
      /'10.2.0.0' is not a network/,
    ],
    [
      { allowedNetworks: ['10.2.3.0/33'] },
      'kubernetes.allowedNetworks.0',
      /is not a network/,
    ],
    [
      { allowedNetworks: ['10.2.3.4/16'] },
      'kubernetes.allowedNetworks.0',
      /write 10\.2\.0\.0\/16/,
    ],
    [
      { allowedNetworks: ['169.254.0.0/16'] },
      'kubernetes.allowedNetworks.0',
      /write a smaller network/,
    ],
    [
      { allowedNetworks: ['0.0.0.0/0'] },
      'kubernetes.allowedNetworks.0',
      /write a smaller network/,
    ],
    [
      { proxy: { https: 'proxy:3128' } },
      'kubernetes.proxy.https',
      /write such as http:\/\/proxy/,
    ],
    [
      { proxy: { http: 'http://ada:secret@proxy:3128' } },
      'kubernetes.proxy.http',
      /has a user or a password in it/,
    ],
    [
      { nodeSelectors: [{ key: 'disk' }, { key: 'disk' }] },
      'kubernetes.nodeSelectors.1',
      /'disk' is there twice/,
    ],
  ])('says what is wrong with %j', (settings, field, message) => {
    expect(checkKubernetesSettings(settings)).toEqual([
      { field, message: expect.stringMatching(message) },
    ]);
  });
});

import type { ProjectKubernetes } from '@pagoda/plugin-pagoda-common';
import { fromForm, toForm } from './kubernetesForm';

describe('kubernetesForm', () => {
  it('loses nothing of the settings on the way to text and back', () => {
    const settings: ProjectKubernetes = {
      podSecurity: 'baseline',
      allowRoot: true,
      interactive: false,
      allowedNetworks: ['10.2.0.0/16', 'fd00::/8'],
      nodeSelectors: [
        { key: 'disk', values: ['ssd', 'nvme'] },
        { key: 'example.org/zone' },
      ],
      tolerations: [
        { key: 'gpu', value: 'a100', effect: 'NoSchedule' },
        { key: 'spot', effect: 'NoExecute' },
        { key: 'lab' },
      ],
      proxy: { http: 'http://proxy:3128', noProxy: ['.example.org'] },
      pullSecrets: ['images'],
    };
    expect(fromForm(toForm(settings))).toEqual(settings);
  });

  it('begins with the defaults, and drops empty lines', () => {
    const form = toForm();
    expect(
      fromForm({ ...form, allowedNetworks: '\n 10.2.0.0/16 \n\n' }),
    ).toEqual({
      podSecurity: 'restricted',
      allowRoot: false,
      interactive: true,
      allowedNetworks: ['10.2.0.0/16'],
      nodeSelectors: [],
      tolerations: [],
      proxy: { noProxy: [] },
      pullSecrets: [],
    });
  });
});

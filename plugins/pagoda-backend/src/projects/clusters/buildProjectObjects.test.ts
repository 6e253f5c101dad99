import type { ResourceQuota } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { buildProjectObjects, type WantedProject } from './buildProjectObjects';
import { resolveKubernetesSettings } from './kubernetesSettings';

const GI = 2 ** 30;

function build(wanted: Partial<WantedProject> = {}) {
  const objects = buildProjectObjects({
    namespace: 'pagoda-vision',
    project: 'vision',
    settings: resolveKubernetesSettings(),
    quota: {},
    resultsBytes: 100 * GI,
    gpuResource: 'nvidia.com/gpu',
    secrets: [],
    ...wanted,
  });
  return new Map(
    objects.map(({ path, body }) => [`${path.resource}/${path.name}`, body]),
  );
}

describe('buildProjectObjects', () => {
  it('labels everything, and puts it into the namespace', () => {
    const objects = build({
      secrets: [{ name: 'tracker', type: 'Opaque', values: { a: 'ü' } }],
    });
    expect([...objects.keys()]).toEqual([
      'networkpolicies/pagoda-default-deny',
      'networkpolicies/pagoda-egress',
      'networkpolicies/pagoda-gateway',
      'resourcequotas/pagoda',
      'limitranges/pagoda',
      'secrets/secret-tracker',
      'serviceaccounts/pagoda-run',
    ]);
    for (const { metadata } of objects.values()) {
      expect(metadata).toMatchObject({
        namespace: 'pagoda-vision',
        labels: {
          'app.kubernetes.io/managed-by': 'pagoda',
          'app.kubernetes.io/component': 'project',
          'pagoda.io/project': 'vision',
        },
      });
    }
    expect(objects.get('secrets/secret-tracker')).toMatchObject({
      type: 'Opaque',
      data: { a: Buffer.from('ü').toString('base64') },
    });
  });

  it('closes everything but DNS and what is outside', () => {
    const objects = build({
      settings: resolveKubernetesSettings({
        allowedNetworks: ['10.2.0.0/16', '8.8.8.0/24'],
      }),
    });
    const spec = (name: string) =>
      (objects.get(`networkpolicies/${name}`) as NetworkPolicy).spec;
    expect(spec('pagoda-default-deny')).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
    expect(spec('pagoda-gateway')).toMatchObject({
      podSelector: {
        matchLabels: { 'app.kubernetes.io/component': 'data-gateway' },
      },
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ protocol: 'TCP', port: expect.any(Number) }] }],
    });
    const [dns, outside] = spec('pagoda-egress')?.egress ?? [];
    expect(dns).toMatchObject({
      to: [
        {
          namespaceSelector: {
            matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' },
          },
        },
      ],
      ports: [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    });
    expect(outside.to).toEqual([
      {
        ipBlock: {
          cidr: '0.0.0.0/0',
          except: [
            '169.254.169.254/32',
            '10.0.0.0/8',
            '172.16.0.0/12',
            '192.168.0.0/16',
            '100.64.0.0/10',
          ],
        },
      },
      { ipBlock: { cidr: '::/0', except: ['fc00::/7', 'fe80::/10'] } },
      // A public network is open anyway.
      { ipBlock: { cidr: '10.2.0.0/16' } },
    ]);
  });

  it('sets a quota a little above that of the project, and none where there is none', () => {
    const hard = (quota: WantedProject['quota']) =>
      (build({ quota }).get('resourcequotas/pagoda') as ResourceQuota).spec
        ?.hard;
    const closed = {
      'services.loadbalancers': '0',
      'services.nodeports': '0',
    };
    expect(hard({})).toEqual(closed);
    expect(
      hard({
        concurrentRuns: 4,
        cpu: '2500m',
        memory: '10Gi',
        gpu: 2,
        storage: '50Gi',
      }),
    ).toEqual({
      ...closed,
      'requests.cpu': '3750m',
      'requests.memory': String(13 * GI),
      'requests.nvidia.com/gpu': '2',
      'requests.storage': String(155 * GI),
      pods: '18',
    });
  });

  it('gives pods an account with logins and without a token', () => {
    const objects = build({
      settings: resolveKubernetesSettings({ pullSecrets: ['images'] }),
      secrets: [
        {
          name: 'images',
          type: 'Registry',
          values: { '.dockerconfigjson': '{}' },
        },
      ],
    });
    expect(objects.get('serviceaccounts/pagoda-run')).toMatchObject({
      automountServiceAccountToken: false,
      imagePullSecrets: [{ name: 'secret-images' }],
    });
    expect(objects.get('secrets/secret-images')).toMatchObject({
      type: 'kubernetes.io/dockerconfigjson',
    });
  });
});

import type {
  Cloud,
  CloudOffers,
  Cluster,
  ClusterPlan,
  Volume,
} from '@pagoda/plugin-pagoda-common';
import { buildCluster } from './builders';

/** An OpenStack in which Magnum makes clusters, unless told otherwise. */
export function buildCloud(overrides: Partial<Cloud> = {}): Cloud {
  return {
    name: 'campus',
    title: 'Campus cloud',
    kind: 'openstack',
    provisioners: ['magnum'],
    phase: 'Ready',
    conditions: [],
    links: [],
    ...overrides,
  };
}

/** Two flavors, one image, one network, what goes with them, and prices. */
export function buildOffers(overrides: Partial<CloudOffers> = {}): CloudOffers {
  return {
    flavors: [
      {
        ...{ id: 'f2', name: 'm1.large', cores: 4, diskBytes: 40 * 2 ** 30 },
        memoryBytes: 8 * 2 ** 30,
      },
      {
        ...{ id: 'f1', name: 'm1.small', cores: 1, diskBytes: 0 },
        memoryBytes: 2 * 2 ** 30,
      },
    ],
    images: [{ id: 'i1', name: 'ubuntu-24.04', distribution: 'ubuntu' }],
    networks: [
      { id: 'n1', name: 'inside', external: false },
      { id: 'n2', name: 'outside', external: true },
    ],
    zones: [{ name: 'nova', available: true, kinds: ['compute', 'volume'] }],
    volumeTypes: [{ name: 'fast', isDefault: true }],
    securityGroups: [{ id: 's1', name: 'default' }],
    keypairs: [{ name: 'mine' }],
    clusterTemplates: [{ id: 't1', name: 'k8s', version: 'v1.34.1' }],
    versions: ['v1.33.5+rke2r1', 'v1.34.1+rke2r1'],
    prices: { currency: 'EUR', coreHour: 0.01, gibibyteHour: 0.002 },
    observedAt: '2026-01-01T00:00:00.000Z',
    ...overrides,
  };
}

/** One node of the control plane and two workers, by Rancher. */
export const PLAN: ClusterPlan = {
  name: 'lab',
  provisioner: 'rancher',
  cloud: 'rancher',
  version: 'v1.33.5+rke2r1',
  pools: [
    {
      ...{ name: 'control', role: 'control-plane', count: 1 },
      ...{ flavor: 'f1', image: 'ubuntu-24.04' },
    },
    {
      ...{ name: 'work', role: 'worker', count: 2 },
      ...{ flavor: 'm1.large', image: 'ubuntu-24.04' },
    },
  ],
};

/** A ready cluster of {@link PLAN}. */
export function buildProvisioned(overrides: Partial<Cluster> = {}): Cluster {
  return buildCluster({
    name: 'lab',
    title: 'Laboratory',
    provisioner: 'rancher',
    engine: 'kubernetes',
    version: 'v1.33.5+rke2r1',
    cloud: 'rancher',
    owner: 'user:default/researcher',
    plan: PLAN,
    pools: [
      { name: 'control', role: 'control-plane', wanted: 1, ready: 1 },
      { name: 'work', role: 'worker', wanted: 2, ready: 2 },
    ],
    deletionProtection: true,
    links: [{ title: 'Rancher', url: 'https://rancher.test/lab' }],
    drift: [],
    status: { phase: 'Ready', conditions: [], observedGeneration: 1 },
    ...overrides,
  });
}

/** A volume of 10 GiB in an OpenStack, on no cluster. */
export function buildCloudVolume(overrides: Partial<Volume> = {}): Volume {
  return {
    ...{ project: 'demo', name: 'data', description: '', provider: 'cinder' },
    ...{ cloud: 'campus', volumeType: 'fast', zone: 'nova' },
    ...{ externalId: '4f1c', deletionProtection: false },
    owner: 'user:default/researcher',
    spec: { size: '10Gi' },
    status: {
      ...{ phase: 'Available', usedBytes: 0, files: 0, mountedBy: [] },
      ...{ capacityBytes: 10 * 2 ** 30, attachments: [], conditions: [] },
      observedGeneration: 1,
    },
    createdAt: '2026-01-01T00:00:00.000Z',
    generation: 1,
    ...overrides,
  };
}

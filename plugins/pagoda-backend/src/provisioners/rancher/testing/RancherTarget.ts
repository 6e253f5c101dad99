import { readFileSync } from 'node:fs';
import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { OpenStackClient } from '../../../clients/openstack/OpenStackClient';
import { RancherClient } from '../../../clients/rancher/RancherClient';
import type {
  OpenStackSettings,
  RancherSettings,
} from '../../../clouds/CloudSettings';
import { readOffers } from '../../../clouds/openstack/readOffers';
import { NO_OFFERS, type OfferLists } from '../../../clouds/types';
import type { RancherPeer } from '../../../testing/RancherPeer';
import {
  RancherProvisioner,
  type RancherProvisionerOptions,
} from '../RancherProvisioner';

const GIB = 1024 ** 3;

/** What machines are made of. */
export interface Things {
  flavor: string;
  image: string;
  network?: string;
  externalNetwork?: string;
  sshUser?: string;
}

/** A Rancher to try the provisioner on: a real one, or the peer's. */
export interface RancherTarget {
  client: RancherClient;
  settings: RancherSettings;
  openstack: OpenStackSettings;
  /** Two of Kubernetes, the older first. */
  versions: [string, string];
  things: Things;
  /** How long it may take until a cluster is ready or gone, in milliseconds. */
  patience: number;
  offers: () => Promise<OfferLists>;
  /** Ends its connections. */
  close: () => Promise<void>;
}

/** What the peer's cloud offers; there is no OpenStack behind it. */
export const PEER_OFFERS: OfferLists = {
  ...NO_OFFERS,
  flavors: [
    {
      ...{ id: 'f-small', name: 'm1.small', cores: 2 },
      ...{ memoryBytes: 4 * GIB, diskBytes: 20 * GIB },
    },
    {
      ...{ id: 'f-large', name: 'm1.large', cores: 8 },
      ...{ memoryBytes: 16 * GIB, diskBytes: 0 },
    },
  ],
  images: [{ id: 'i-1', name: 'Ubuntu 24.04', distribution: 'ubuntu' }],
  networks: [
    { id: 'n-1', name: 'research', external: false },
    { id: 'n-2', name: 'outside', external: true },
    { id: 'n-3', name: 'other', external: false },
  ],
  zones: [{ name: 'az1', available: true, kinds: ['compute'] }],
  volumeTypes: [{ id: 'v-1', name: 'ssd', isDefault: true }],
  securityGroups: [{ id: 's-1', name: 'default' }],
};

/** The peer, as the configuration would name it. */
export function peerTarget(peer: RancherPeer): RancherTarget {
  const { url, ca, token } = peer;
  const versions: [string, string] = ['v1.33.5+rke2r1', 'v1.34.1+rke2r1'];
  const client = new RancherClient({
    ...{ url, ca, token, callsPerMinute: 60_000 },
    timeouts: { requestMs: 5_000 },
  });
  return {
    client,
    settings: {
      ...{ kind: 'rancher', name: 'rancher', title: 'Rancher', url, ca, token },
      ...{ namespace: 'fleet-default', openstack: 'campus', versions },
    },
    openstack: {
      ...{ kind: 'openstack', name: 'campus', title: 'Campus cloud' },
      connection: {
        authUrl: 'https://keystone.example.org/v3',
        region: 'RegionOne',
        auth: {
          applicationCredential: { id: 'ac-1', secret: 'quite-secret' },
        },
      },
    },
    versions,
    things: {
      ...{ flavor: 'm1.small', image: 'Ubuntu 24.04' },
      ...{ network: 'research', externalNetwork: 'outside' },
    },
    patience: 20_000,
    offers: async () => PEER_OFFERS,
    close: () => client.close(),
  };
}

/** The variables that name a real Rancher, and the cloud that its machines come from. */
export const REAL_VARIABLES = {
  PAGODA_E2E_RANCHER_URL: 'such as https://rancher.example.org',
  PAGODA_E2E_RANCHER_TOKEN: 'an API key, token-abcde:secret',
  PAGODA_E2E_RANCHER_VERSIONS:
    'two versions of Kubernetes, the older first: v1.33.5+rke2r1,v1.34.1+rke2r1',
  PAGODA_E2E_OPENSTACK_AUTH_URL: 'such as https://keystone.example.org/v3',
  PAGODA_E2E_OPENSTACK_CREDENTIAL_ID: 'of an application credential',
  PAGODA_E2E_OPENSTACK_CREDENTIAL_SECRET: 'which goes with it',
  PAGODA_E2E_OPENSTACK_FLAVOR: 'at least 2 cores, 4 GiB and 20 GiB of disk',
  PAGODA_E2E_OPENSTACK_IMAGE: 'such as Ubuntu 24.04',
} as const;

/** And those that may be missing. */
export const OPTIONAL_VARIABLES = {
  PAGODA_E2E_RANCHER_CA: 'a file with certificates in PEM',
  PAGODA_E2E_RANCHER_NAMESPACE: 'default: fleet-default',
  PAGODA_E2E_RANCHER_MACHINE_CREDENTIALS: 'config (default) or secret',
  PAGODA_E2E_OPENSTACK_REGION: 'where the catalog has more than one',
  PAGODA_E2E_OPENSTACK_CA: 'a file with certificates in PEM',
  PAGODA_E2E_OPENSTACK_NETWORK: 'of the machines',
  PAGODA_E2E_OPENSTACK_EXTERNAL_NETWORK: 'for a floating IP each',
  PAGODA_E2E_OPENSTACK_SSH_USER: 'of the image',
} as const;

/** A real Rancher, named by variables; `undefined` where one of those is missing that must not. */
export function realTarget(
  env: NodeJS.ProcessEnv = process.env,
): RancherTarget | undefined {
  const missing = Object.keys(REAL_VARIABLES).some(name => !env[name]);
  if (missing) {
    return undefined;
  }
  const get = (name: string) => env[`PAGODA_E2E_${name}`] || undefined;
  const must = (name: string) => get(name) ?? '';
  const file = (name: string) => {
    const path = get(name);
    return path === undefined ? undefined : readFileSync(path, 'utf8');
  };
  const url = must('RANCHER_URL').replace(/\/+$/, '');
  const token = must('RANCHER_TOKEN');
  const ca = file('RANCHER_CA');
  const [older, newer] = must('RANCHER_VERSIONS').split(',');
  const openstack: OpenStackSettings = {
    ...{ kind: 'openstack', name: 'e2e', title: 'OpenStack' },
    connection: {
      authUrl: must('OPENSTACK_AUTH_URL'),
      region: get('OPENSTACK_REGION'),
      ca: file('OPENSTACK_CA'),
      auth: {
        applicationCredential: {
          id: must('OPENSTACK_CREDENTIAL_ID'),
          secret: must('OPENSTACK_CREDENTIAL_SECRET'),
        },
      },
    },
  };
  const cloud = new OpenStackClient(openstack.connection);
  const client = new RancherClient({ url, token, ca });
  return {
    client,
    settings: {
      ...{ kind: 'rancher', name: 'rancher', title: 'Rancher', url, token, ca },
      namespace: get('RANCHER_NAMESPACE') ?? 'fleet-default',
      openstack: 'e2e',
      versions: [older, newer],
      machineCredentials:
        get('RANCHER_MACHINE_CREDENTIALS') === 'secret' ? 'secret' : 'config',
    },
    openstack,
    versions: [older, newer],
    things: {
      flavor: must('OPENSTACK_FLAVOR'),
      image: must('OPENSTACK_IMAGE'),
      network: get('OPENSTACK_NETWORK'),
      externalNetwork: get('OPENSTACK_EXTERNAL_NETWORK'),
      sshUser: get('OPENSTACK_SSH_USER'),
    },
    patience: 45 * 60_000,
    offers: () => readOffers(cloud),
    close: async () => {
      await client.close();
      await cloud.close();
    },
  };
}

/** The provisioner on a target, as the portal `test` has it. */
export function provisionerOf(
  target: RancherTarget,
  options: Partial<RancherProvisionerOptions> = {},
): RancherProvisioner {
  return new RancherProvisioner({
    clouds: {
      rancherSettings: () => target.settings,
      openstackOf: () => target.openstack,
      rancher: () => target.client,
    },
    offers: target.offers,
    portal: 'test',
    ...options,
  });
}

/** A small cluster: one node of the control plane, two workers. */
export function planFor(
  { things, versions, settings }: RancherTarget,
  name: string,
): ClusterPlan {
  const { flavor, image, network, externalNetwork, sshUser } = things;
  return {
    ...{ name, provisioner: 'rancher', cloud: settings.name },
    ...{ version: versions[0], network, externalNetwork, sshUser },
    deletionProtection: false,
    pools: [
      { name: 'control', role: 'control-plane', count: 1, flavor, image },
      { name: 'work', role: 'worker', count: 2, flavor, image },
    ],
  };
}

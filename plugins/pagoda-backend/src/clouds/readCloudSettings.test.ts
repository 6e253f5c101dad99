import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  readCloudSettings,
  readProvisioningSettings,
} from './readCloudSettings';

const SECRET = 'never-in-a-message';
const OPENSTACK = {
  name: 'campus',
  authUrl: 'https://keystone.example.org/v3/',
  applicationCredential: { id: 'id', secret: SECRET },
};
const RANCHER = {
  name: 'ranch',
  url: 'https://rancher.example.org/',
  token: SECRET,
  openstack: 'campus',
};

function read(openstack: JsonObject[], rancher: JsonObject[] = []) {
  return readCloudSettings(
    new ConfigReader({ pagoda: { clouds: { openstack, rancher } } }),
  );
}

it('reads clouds by name, with what they have by default', () => {
  expect(readCloudSettings(new ConfigReader({}))).toEqual([]);
  const password = {
    ...{ username: 'u', password: SECRET, project: 'p' },
    userDomain: 'd',
  };
  expect(
    read(
      [
        { ...OPENSTACK, timeoutSeconds: 5, callsPerMinute: 60 },
        { name: 'b', authUrl: 'http://b', password, interface: 'internal' },
      ],
      [{ ...RANCHER, versions: ['v1.34.1+rke2r1'], callsPerMinute: 90 }],
    ),
  ).toMatchObject([
    { name: 'b', connection: { auth: { password }, interface: 'internal' } },
    {
      ...{ kind: 'openstack', name: 'campus', title: 'campus' },
      connection: {
        authUrl: 'https://keystone.example.org/v3',
        auth: { applicationCredential: { id: 'id', secret: SECRET } },
        ...{ callsPerMinute: 60, timeouts: { requestMs: 5_000 } },
      },
    },
    {
      ...{ kind: 'rancher', name: 'ranch', namespace: 'fleet-default' },
      ...{ url: 'https://rancher.example.org', openstack: 'campus' },
      callsPerMinute: 90,
    },
  ]);
});

it.each<[string, JsonObject[], JsonObject[], string]>([
  ['no name', [{ ...OPENSTACK, name: undefined }], [], 'openstack[0].name'],
  ['a bad name', [{ ...OPENSTACK, name: 'Campus' }], [], "'Campus'"],
  ['no URL', [{ ...OPENSTACK, authUrl: 'keystone' }], [], '[0].authUrl'],
  [
    'no credentials',
    [{ ...OPENSTACK, applicationCredential: undefined }],
    [],
    'either applicationCredential (id and secret) or password',
  ],
  [
    'two credentials',
    [{ ...OPENSTACK, password: { username: 'u', password: SECRET } }],
    [],
    'either applicationCredential',
  ],
  [
    'half a credential',
    [{ ...OPENSTACK, applicationCredential: { secret: SECRET } }],
    [],
    'applicationCredential.id is missing',
  ],
  ['a bad interface', [{ ...OPENSTACK, interface: 'outer' }], [], "'outer'"],
  ['a bad CA', [{ ...OPENSTACK, ca: SECRET }], [], '[0].ca'],
  ['no patience', [{ ...OPENSTACK, timeoutSeconds: 0 }], [], 'more than 0'],
  [
    'bad prices',
    [{ ...OPENSTACK, prices: { currency: 'EUR', coreHour: -1 } }],
    [],
    'prices.coreHour is -1',
  ],
  ['a name twice', [OPENSTACK], [{ ...RANCHER, name: 'campus' }], 'two clouds'],
  [
    'a Rancher without its cloud',
    [OPENSTACK],
    [{ ...RANCHER, openstack: 'other' }],
    "rancher[0].openstack is 'other'",
  ],
  [
    'a bad version',
    [OPENSTACK],
    [{ ...RANCHER, versions: ['1.34'] }],
    "versions has '1.34'",
  ],
])(
  'refuses %s, names it, and shows no secret',
  (_, openstack, rancher, text) => {
    let message = '';
    try {
      read(openstack, rancher);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain(text);
    expect(message).not.toContain(SECRET);
  },
);

it('reads limits of time', () => {
  expect(readProvisioningSettings(new ConfigReader({}))).toMatchObject({
    ...{ createMinutes: 60, endWarningDays: 7 },
  });
  expect(() =>
    readProvisioningSettings(
      new ConfigReader({ pagoda: { provisioning: { createMinutes: 0 } } }),
    ),
  ).toThrow('pagoda.provisioning.createMinutes is 0; it is at least 1');
});

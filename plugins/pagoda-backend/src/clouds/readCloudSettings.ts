import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type {
  OpenStackAuth,
  OpenStackConnection,
} from '../clients/openstack/OpenStackConnection';
import type {
  CloudPrices,
  CloudSettings,
  OpenStackSettings,
  ProvisioningSettings,
  RancherSettings,
} from './CloudSettings';

const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const VERSION = /^v\d+\.\d+\.\d+(\+[a-z0-9.]+)?$/;
const INTERFACES = ['public', 'internal', 'admin'] as const;

/**
 * Reads `pagoda.clouds`: the clouds by name.
 *
 * @throws InputError that names the field and says what would be right; never with a secret in it
 */
export function readCloudSettings(config: Config): CloudSettings[] {
  const clouds = [
    ...read(config, 'openstack', readOpenStack),
    ...read(config, 'rancher', readRancher),
  ];
  const names = clouds.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new InputError(
      `pagoda.clouds has two clouds '${twice}'; each needs a name of its own, of whatever kind it is`,
    );
  }
  for (const [index, cloud] of clouds
    .filter(({ kind }) => kind === 'rancher')
    .entries()) {
    const { openstack } = cloud as RancherSettings;
    if (!clouds.some(c => c.kind === 'openstack' && c.name === openstack)) {
      throw new InputError(
        `pagoda.clouds.rancher[${index}].openstack is '${openstack}', but pagoda.clouds.openstack has no cloud of that name`,
      );
    }
  }
  return clouds.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Reads `pagoda.provisioning`.
 *
 * @throws InputError that names the field
 */
export function readProvisioningSettings(config: Config): ProvisioningSettings {
  const section = config.getOptionalConfig('pagoda.provisioning');
  const number = (key: string, otherwise: number, least: number) => {
    const value = section?.getOptionalNumber(key) ?? otherwise;
    if (!(value >= least)) {
      throw new InputError(
        `pagoda.provisioning.${key} is ${value}; it is at least ${least}`,
      );
    }
    return value;
  };
  return {
    createMinutes: number('createMinutes', 60, 1),
    deleteMinutes: number('deleteMinutes', 60, 1),
    endWarningDays: number('endWarningDays', 7, 0),
    endGraceDays: number('endGraceDays', 3, 0),
    pollSeconds: number('pollSeconds', 5, 0.01),
  };
}

function read<T>(
  config: Config,
  kind: string,
  one: (cloud: Config, field: string) => T,
): T[] {
  const clouds = config.getOptionalConfigArray(`pagoda.clouds.${kind}`) ?? [];
  return clouds.map((cloud, index) =>
    one(cloud, `pagoda.clouds.${kind}[${index}]`),
  );
}

function readOpenStack(cloud: Config, field: string): OpenStackSettings {
  const name = readName(cloud, field);
  const callsPerMinute = positive(cloud, field, 'callsPerMinute');
  const timeoutSeconds = positive(cloud, field, 'timeoutSeconds');
  const { proxy, ...trust } = readTrust(cloud, field);
  const connection: OpenStackConnection = {
    authUrl: readUrl(cloud, field, 'authUrl'),
    region: cloud.getOptionalString('region'),
    interface: oneOf(cloud, field, 'interface', INTERFACES),
    auth: readAuth(cloud, field),
    ...trust,
    proxy,
    callsPerMinute,
    timeouts:
      timeoutSeconds === undefined
        ? undefined
        : { requestMs: timeoutSeconds * 1_000 },
  };
  return {
    kind: 'openstack',
    name,
    title: cloud.getOptionalString('title') ?? name,
    connection: defined(connection),
    dashboardUrl: cloud.has('dashboardUrl')
      ? readUrl(cloud, field, 'dashboardUrl')
      : undefined,
    prices: readPrices(cloud, field),
  };
}

function readRancher(cloud: Config, field: string): RancherSettings {
  const name = readName(cloud, field);
  const versions = cloud.getOptionalStringArray('versions') ?? [];
  const odd = versions.find(version => !VERSION.test(version));
  if (odd !== undefined) {
    throw new InputError(
      `${field}.versions has '${odd}'; versions are such as v1.34.1+rke2r1`,
    );
  }
  const namespace = cloud.getOptionalString('namespace') ?? 'fleet-default';
  if (!NAME.test(namespace)) {
    throw new InputError(
      `${field}.namespace is '${namespace}', which is no name of a namespace`,
    );
  }
  const callsPerMinute = positive(cloud, field, 'callsPerMinute');
  const machineCredentials = cloud.getOptionalString('machineCredentials');
  if (
    machineCredentials !== undefined &&
    machineCredentials !== 'config' &&
    machineCredentials !== 'secret'
  ) {
    throw new InputError(
      `${field}.machineCredentials is '${machineCredentials}'; it is 'config' or 'secret'`,
    );
  }
  return {
    kind: 'rancher',
    name,
    title: cloud.getOptionalString('title') ?? name,
    url: readUrl(cloud, field, 'url'),
    token: required(cloud, field, 'token', 'an API key of Rancher'),
    ...readTrust(cloud, field),
    namespace,
    openstack: required(
      cloud,
      field,
      'openstack',
      'the name of the cloud that its machines come from',
    ),
    versions,
    ...(callsPerMinute !== undefined && { callsPerMinute }),
    ...(machineCredentials !== undefined && { machineCredentials }),
  };
}

function readName(cloud: Config, field: string): string {
  const name = required(cloud, field, 'name', 'such as campus');
  if (!NAME.test(name)) {
    throw new InputError(
      `${field}.name is '${name}'; it may have up to 63 small letters, digits and dashes, and neither begins nor ends with a dash`,
    );
  }
  return name;
}

function readAuth(cloud: Config, field: string): OpenStackAuth {
  const credential = cloud.getOptionalConfig('applicationCredential');
  const password = cloud.getOptionalConfig('password');
  if ((credential === undefined) === (password === undefined)) {
    throw new InputError(
      `${field} needs either applicationCredential (id and secret) or password (username, password, project and their domains)`,
    );
  }
  if (credential) {
    const at = `${field}.applicationCredential`;
    return {
      applicationCredential: {
        id: required(credential, at, 'id', 'as Keystone shows it'),
        secret: required(credential, at, 'secret', 'which goes with the id'),
      },
    };
  }
  const at = `${field}.password`;
  return {
    password: defined({
      username: required(password!, at, 'username', 'a user of the cloud'),
      password: required(password!, at, 'password', 'of that user'),
      userDomain: password!.getOptionalString('userDomain'),
      project: required(password!, at, 'project', 'the name of a project'),
      projectDomain: password!.getOptionalString('projectDomain'),
    }),
  };
}

function readTrust(cloud: Config, field: string) {
  const ca = cloud.getOptionalString('ca');
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----')) {
    throw new InputError(
      `${field}.ca is no certificate in PEM; give the text of the file, such as with $file`,
    );
  }
  return defined({
    ca,
    proxy: cloud.has('proxy') ? readUrl(cloud, field, 'proxy') : undefined,
    insecureSkipTlsVerify: cloud.getOptionalBoolean('insecureSkipTlsVerify'),
  });
}

function readPrices(cloud: Config, field: string): CloudPrices | undefined {
  const prices = cloud.getOptionalConfig('prices');
  if (!prices) {
    return undefined;
  }
  const at = `${field}.prices`;
  const amount = (key: string) => {
    const value = prices.getOptionalNumber(key) ?? 0;
    if (value < 0) {
      throw new InputError(`${at}.${key} is ${value}; it is 0 or more`);
    }
    return value;
  };
  return {
    currency: required(prices, at, 'currency', 'such as EUR'),
    coreHour: amount('coreHour'),
    gibibyteHour: amount('gibibyteHour'),
    volumeGibibyteMonth: amount('volumeGibibyteMonth'),
  };
}

/** Without slashes at the end; what is wrong with it is not shown, for it may hold a password. */
function readUrl(cloud: Config, field: string, key: string): string {
  const text = required(
    cloud,
    field,
    key,
    'a URL, such as https://cloud.example.org',
  );
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new InputError(
      `${field}.${key} is no URL; it is such as https://cloud.example.org`,
    );
  }
  return text.replace(/\/+$/, '');
}

function required(
  config: Config,
  field: string,
  key: string,
  what: string,
): string {
  const value = config.getOptionalString(key);
  if (value === undefined) {
    throw new InputError(`${field}.${key} is missing: ${what}`);
  }
  return value;
}

function positive(
  config: Config,
  field: string,
  key: string,
): number | undefined {
  const value = config.getOptionalNumber(key);
  if (value !== undefined && !(value > 0)) {
    throw new InputError(`${field}.${key} is ${value}; it is more than 0`);
  }
  return value;
}

function oneOf<T extends string>(
  config: Config,
  field: string,
  key: string,
  values: readonly T[],
): T | undefined {
  const value = config.getOptionalString(key);
  if (value !== undefined && !values.includes(value as T)) {
    throw new InputError(
      `${field}.${key} is '${value}'; it is one of ${values.join(', ')}`,
    );
  }
  return value as T | undefined;
}

/** Without what is `undefined`. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, part]) => part !== undefined),
  ) as T;
}

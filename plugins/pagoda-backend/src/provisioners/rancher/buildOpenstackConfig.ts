import type { ClusterPlan, NodePool } from '@pagoda/plugin-pagoda-common';
import type { OpenStackConnection } from '../../clients/openstack/OpenStackConnection';
import type { Offers } from './Offers';
import { configName, ownerLabels, POOL_LABEL, type Owner } from './names';

/** Users of cloud images, by `os_distro`. */
const USERS: Record<string, string> = {
  ...{ ubuntu: 'ubuntu', debian: 'debian', rocky: 'rocky' },
  ...{ almalinux: 'almalinux', fedora: 'fedora', centos: 'cloud-user' },
  ...{ rhel: 'cloud-user', opensuse: 'opensuse', sles: 'sles' },
};

const ENDPOINTS = {
  public: 'publicURL',
  internal: 'internalURL',
  admin: 'adminURL',
} as const;

/** What is needed to describe the machines of a pool. */
export interface OpenstackConfigOptions {
  owner: Owner;
  namespace: string;
  plan: ClusterPlan;
  pool: NodePool;
  connection: OpenStackConnection;
  offers: Offers;
  /** Whether the node driver has the secret from a Secret; otherwise it is in here. */
  secretElsewhere: boolean;
}

/** As it is made; all fields are at the top. */
export interface OpenstackConfig {
  apiVersion: string;
  kind: 'OpenstackConfig';
  metadata: {
    name: string;
    namespace: string;
    labels: Record<string, string>;
  };
  [field: string]: unknown;
}

/**
 * The machines of a pool for Rancher's node driver (rancher/machine drivers/openstack/openstack.go): no `spec`, and numbers
 * are strings. Things are named by id where the cloud offers them, for names need not be unique.
 */
export function buildOpenstackConfig(
  options: OpenstackConfigOptions,
): OpenstackConfig {
  const { owner, namespace, plan, pool, connection, offers } = options;
  const flavor = offers.flavor(pool.flavor);
  const image = pool.image === undefined ? undefined : offers.image(pool.image);
  const wantedNetwork = pool.network ?? plan.network;
  const network =
    wantedNetwork === undefined ? undefined : offers.network(wantedNetwork);
  const external =
    plan.externalNetwork === undefined
      ? undefined
      : (offers.network(plan.externalNetwork)?.name ?? plan.externalNetwork);
  const groups = (plan.securityGroups ?? []).map(
    group => offers.securityGroup(group)?.name ?? group,
  );
  const sshUser = plan.sshUser ?? USERS[image?.distribution ?? ''];
  return {
    apiVersion: 'rke-machine-config.cattle.io/v1',
    kind: 'OpenstackConfig',
    metadata: {
      name: configName(owner.cluster, pool.name),
      namespace,
      labels: { ...ownerLabels(owner), [POOL_LABEL]: pool.name },
    },
    ...defined({
      ...cloudFields(connection),
      ...authFields(options),
      ...idOrName('flavor', flavor?.id, pool.flavor),
      ...idOrName('image', image?.id, pool.image),
      ...idOrName('net', network?.id, wantedNetwork),
      availabilityZone: pool.zone,
      secGroups: groups.length > 0 ? groups.join(',') : undefined,
      floatingipPool: external,
      sshUser,
      ...diskFields(pool),
    }),
  };
}

function cloudFields({
  authUrl,
  region,
  interface: kind,
  ca,
  insecureSkipTlsVerify,
}: OpenStackConnection): Record<string, unknown> {
  return {
    authUrl,
    region,
    endpointType: kind && ENDPOINTS[kind],
    cacert: ca,
    insecure: insecureSkipTlsVerify || undefined,
  };
}

function authFields({
  connection: { auth },
  secretElsewhere,
}: OpenstackConfigOptions): Record<string, unknown> {
  if ('password' in auth) {
    const { username, userDomain, password, project, projectDomain } =
      auth.password;
    return {
      username,
      userDomainName: userDomain ?? 'Default',
      tenantName: project,
      tenantDomainName: projectDomain ?? 'Default',
      password: secretElsewhere ? undefined : password,
    };
  }
  const credential = auth.applicationCredential;
  return {
    ...('id' in credential
      ? { applicationCredentialId: credential.id }
      : {
          applicationCredentialName: credential.name,
          username: credential.user,
          userDomainName: credential.userDomain ?? 'Default',
        }),
    applicationCredentialSecret: secretElsewhere
      ? undefined
      : credential.secret,
  };
}

function diskFields({ diskGiB, volumeType }: NodePool) {
  return diskGiB === undefined
    ? {}
    : { bootFromVolume: true, volumeSize: String(diskGiB), volumeType };
}

/** Exactly one of the two, as the driver wants it. */
function idOrName(
  field: string,
  id: string | undefined,
  name: string | undefined,
): Record<string, unknown> {
  return id === undefined ? { [`${field}Name`]: name } : { [`${field}Id`]: id };
}

function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  );
}

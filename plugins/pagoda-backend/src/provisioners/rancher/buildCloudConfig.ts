import type { OpenStackConnection } from '../../clients/openstack/OpenStackConnection';

/** What the cluster is to know of its cloud. */
export interface CloudConfigOptions {
  connection: OpenStackConnection;
  /** Id of the network that addresses of load balancers come from; none are had without it. */
  floatingNetworkId?: string;
  /** Where the program that reads it finds the certificates of authorities of {@link connection}. */
  caFile: string;
}

/**
 * `cloud.conf` for the cloud controller manager and the CSI driver of Cinder: kubernetes/cloud-provider-openstack,
 * docs/openstack-cloud-controller-manager and docs/cinder-csi-plugin.
 */
export function buildCloudConfig({
  connection,
  floatingNetworkId,
  caFile,
}: CloudConfigOptions): string {
  const { authUrl, region, insecureSkipTlsVerify, ca } = connection;
  return [
    section('Global', {
      'auth-url': authUrl,
      ...authFields(connection),
      region,
      'tls-insecure': insecureSkipTlsVerify ? 'true' : undefined,
      'ca-file': ca === undefined ? undefined : caFile,
    }),
    section('LoadBalancer', {
      enabled: floatingNetworkId === undefined ? 'false' : undefined,
      'floating-network-id': floatingNetworkId,
      'create-monitor': floatingNetworkId === undefined ? undefined : 'true',
    }),
  ].join('\n');
}

function authFields({
  auth,
}: OpenStackConnection): Record<string, string | undefined> {
  if ('password' in auth) {
    const { username, userDomain, password, project, projectDomain } =
      auth.password;
    return {
      username,
      'user-domain-name': userDomain ?? 'Default',
      password,
      'tenant-name': project,
      'tenant-domain-name': projectDomain ?? 'Default',
    };
  }
  const credential = auth.applicationCredential;
  return 'id' in credential
    ? {
        'application-credential-id': credential.id,
        'application-credential-secret': credential.secret,
      }
    : {
        'application-credential-name': credential.name,
        'application-credential-secret': credential.secret,
        username: credential.user,
        'user-domain-name': credential.userDomain ?? 'Default',
      };
}

/** Of an INI file as gcfg reads it: values in quotes, in which a backslash escapes. */
function section(
  name: string,
  fields: Record<string, string | undefined>,
): string {
  const lines = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${quote(value)}`],
  );
  return `[${name}]\n${lines.join('\n')}\n`;
}

function quote(value: string): string {
  const escaped = value
    .replace(/[\\"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\t/g, '\\t');
  return `"${escaped}"`;
}

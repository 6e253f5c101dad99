import { stringify } from 'yaml';
import type { OpenStackConnection } from '../../clients/openstack/OpenStackConnection';
import { buildCloudConfig } from './buildCloudConfig';
import { CLOUD_SECRETS } from './buildManifest';
import {
  cloudConfigName,
  credentialName,
  ownerLabels,
  type Owner,
} from './names';

/** A Secret as it is made. */
export interface BuiltSecret {
  apiVersion: 'v1';
  kind: 'Secret';
  metadata: {
    name: string;
    namespace: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
  };
  type: string;
  stringData: Record<string, string>;
}

interface SecretOptions {
  owner: Owner;
  namespace: string;
  connection: OpenStackConnection;
}

/** The keys of {@link buildCloudSecret}, and where they lie on the nodes of the control plane. */
export const CLOUD_FILES = {
  manifest: {
    key: 'cloud-config.yaml',
    // RKE2 applies what is in there.
    path: '/var/lib/rancher/rke2/server/manifests/pagoda-cloud-config.yaml',
  },
} as const;

/**
 * The Secret whose file every node of the control plane gets: a manifest that makes the Secrets with cloud.conf in
 * the cluster. The annotation lets Rancher hand it to this cluster alone.
 */
export function buildCloudSecret(
  options: SecretOptions & { floatingNetworkId?: string },
): BuiltSecret {
  const { owner, namespace, connection, floatingNetworkId } = options;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: cloudConfigName(owner.cluster),
      namespace,
      labels: ownerLabels(owner),
      annotations: {
        'rke.cattle.io/object-authorized-for-clusters': owner.cluster,
      },
    },
    type: 'Opaque',
    stringData: {
      [CLOUD_FILES.manifest.key]: Object.values(CLOUD_SECRETS)
        .map(({ name, folder }) =>
          stringify({
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name, namespace: 'kube-system' },
            type: 'Opaque',
            stringData: {
              'cloud.conf': buildCloudConfig({
                ...{ connection, floatingNetworkId },
                caFile: `${folder}/ca.crt`,
              }),
              ...(connection.ca !== undefined && { 'ca.crt': connection.ca }),
            },
          }),
        )
        .join('---\n'),
    },
  };
}

/**
 * The Secret of which the node driver gets the password, or the application credential: Rancher hands every key
 * `openstackcredentialConfig-fooBar` on as `OS_FOO_BAR` (rancher/rancher pkg/controllers/capr/machineprovision/args.go).
 */
export function buildCredentialSecret({
  owner,
  namespace,
  connection: { auth },
}: SecretOptions): BuiltSecret {
  const fields: Record<string, string> =
    'password' in auth
      ? { password: auth.password.password }
      : {
          ...('id' in auth.applicationCredential && {
            applicationCredentialId: auth.applicationCredential.id,
          }),
          applicationCredentialSecret: auth.applicationCredential.secret,
        };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: credentialName(owner.cluster),
      namespace,
      labels: ownerLabels(owner),
      annotations: { 'provisioning.cattle.io/driver': 'openstack' },
    },
    type: 'provisioning.cattle.io/cloud-credential',
    stringData: Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [
        `openstackcredentialConfig-${key}`,
        value,
      ]),
    ),
  };
}

import * as at from './paths.mjs';

/** What the API server asks before it writes. */
export function webhookConfiguration({ url, ca }) {
  const rule = (group, version, resource) => ({
    apiGroups: [group],
    apiVersions: [version],
    operations: ['CREATE', 'UPDATE'],
    resources: [resource],
  });
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'fake-rancher' },
    webhooks: [
      {
        name: 'fake-rancher.pagoda.test',
        admissionReviewVersions: ['v1'],
        clientConfig: { url, caBundle: Buffer.from(ca).toString('base64') },
        failurePolicy: 'Fail',
        sideEffects: 'None',
        timeoutSeconds: 5,
        rules: [
          rule('provisioning.cattle.io', 'v1', 'clusters'),
          rule('management.cattle.io', 'v3', 'nodedrivers'),
        ],
      },
    ],
  };
}

/**
 * NOT Rancher's webhook: refuses what that one is known to refuse (rancher/webhook docs.md).
 *
 * @param {object} review an AdmissionReview
 * @returns {Promise<object>} the answer
 */
export async function review(api, { request }) {
  const { object, oldObject, kind, uid } = request;
  const refusal =
    kind.kind === 'NodeDriver'
      ? await refuseDriver(api, object, oldObject)
      : await refuseCluster(api, object, oldObject);
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: {
      uid,
      allowed: refusal === undefined,
      ...(refusal && {
        status: { code: 400, reason: 'BadRequest', message: refusal },
      }),
    },
  };
}

async function refuseDriver(api, driver, before) {
  if (!before?.spec.active || driver.spec.active) {
    return undefined;
  }
  const machines = await api
    .list(at.OPENSTACK_MACHINES())
    .catch(error => (error.status === 404 ? [] : Promise.reject(error)));
  return machines.length > 0
    ? `spec.active: Forbidden: node driver ${driver.metadata.name} is in use by ${machines.length} nodes`
    : undefined;
}

async function refuseCluster(api, cluster, before) {
  const { metadata, spec } = cluster;
  if (metadata.deletionTimestamp || !spec?.rkeConfig) {
    return undefined;
  }
  if (!spec.kubernetesVersion) {
    return 'spec.kubernetesVersion: Required value: kubernetesVersion must be set with rkeConfig';
  }
  const credential = spec.cloudCredentialSecretName;
  if (credential && credential !== before?.spec?.cloudCredentialSecretName) {
    const [namespace, name] = credential.includes(':')
      ? credential.split(':')
      : [metadata.namespace, credential];
    if (!(await api.find(at.one(at.SECRETS(namespace), name)))) {
      return `spec.cloudCredentialSecretName: Not found: secret ${namespace}/${name}`;
    }
  }
  const restore = spec.rkeConfig.etcdSnapshotRestore;
  const old = before?.spec?.rkeConfig?.etcdSnapshotRestore;
  if (restore?.name && restore.generation !== old?.generation) {
    const path = at.one(at.SNAPSHOTS(metadata.namespace), restore.name);
    if (!(await api.find(path))) {
      return `etcd restore references missing snapshot ${restore.name}`;
    }
  }
  return undefined;
}

import type { Secret } from 'kubernetes-types/core/v1';
import type { SecretValues } from '../secrets/types';
import { LABELS, projectLabels, secretObjectName } from './objectNames';

/** A project's secret as the cluster keeps it; a login to a registry as kubelets read it. */
export function buildSecret(
  namespace: string,
  project: string,
  secret: SecretValues,
): Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: secretObjectName(secret.name),
      namespace,
      labels: { ...projectLabels(project), [LABELS.secret]: secret.name },
    },
    type:
      secret.type === 'Registry' ? 'kubernetes.io/dockerconfigjson' : 'Opaque',
    data: Object.fromEntries(
      Object.entries(secret.values).map(([key, value]) => [
        key,
        Buffer.from(value, 'utf8').toString('base64'),
      ]),
    ),
  };
}

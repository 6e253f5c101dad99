import type { ServiceAccount } from 'kubernetes-types/core/v1';
import {
  projectLabels,
  secretObjectName,
  SERVICE_ACCOUNT,
} from './objectNames';

/** The account that pods run as: without rights and token, with the logins to image registries. */
export function buildServiceAccount(
  namespace: string,
  project: string,
  pullSecrets: string[],
): ServiceAccount {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: SERVICE_ACCOUNT,
      namespace,
      labels: projectLabels(project),
    },
    automountServiceAccountToken: false,
    imagePullSecrets: pullSecrets.map(name => ({
      name: secretObjectName(name),
    })),
  };
}

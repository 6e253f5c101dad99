import type { Namespace } from 'kubernetes-types/core/v1';
import type { KubernetesSettings } from './kubernetesSettings';
import { PORTAL_ANNOTATION, projectLabels } from './objectNames';

/** Whose namespace it is. */
export interface NamespaceIdentity {
  namespace: string;
  project: string;
  /** Address of the portal. */
  portal: string;
}

/** A project's namespace with its Pod Security level (https://kubernetes.io/docs/concepts/security/pod-security-standards). */
export function buildNamespace(
  identity: NamespaceIdentity,
  { podSecurity }: Pick<KubernetesSettings, 'podSecurity'>,
): Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      ...buildNamespaceIdentity(identity).metadata,
      labels: {
        ...projectLabels(identity.project),
        ...Object.fromEntries(
          ['enforce', 'audit', 'warn'].map(mode => [
            `pod-security.kubernetes.io/${mode}`,
            podSecurity,
          ]),
        ),
      },
    },
  };
}

/** The namespace with what tells whose it is, and nothing that may change. */
export function buildNamespaceIdentity({
  namespace,
  project,
  portal,
}: NamespaceIdentity): Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: projectLabels(project),
      annotations: { [PORTAL_ANNOTATION]: portal },
    },
  };
}

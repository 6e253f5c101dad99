import type { Config } from '@backstage/config';

/** Annotations by which the Kubernetes plugin finds the objects of an entity. */
export function kubernetesAnnotations(options: {
  project: string;
  /** Without it, all objects of the project. */
  experiment?: string;
  /** Of namespaces of projects. */
  namespacePrefix: string;
}): Record<string, string> {
  const { project, experiment, namespacePrefix } = options;
  return {
    'backstage.io/kubernetes-namespace': `${namespacePrefix}${project}`,
    'backstage.io/kubernetes-label-selector': [
      `pagoda.io/project=${project}`,
      ...(experiment === undefined
        ? []
        : [`pagoda.io/experiment=${experiment}`]),
    ].join(','),
  };
}

/** Annotations by which the Kubernetes plugin finds the objects of these projects, wherever they are. */
export function ownProjectsAnnotations(
  projects: string[],
): Record<string, string> {
  return {
    'backstage.io/kubernetes-label-selector': `app.kubernetes.io/managed-by=pagoda,pagoda.io/project in (${projects.join(',')})`,
  };
}

/** `pagoda.kubernetes.namespacePrefix`. */
export function readNamespacePrefix(config: Config): string {
  return (
    config.getOptionalString('pagoda.kubernetes.namespacePrefix') ?? 'pagoda-'
  );
}

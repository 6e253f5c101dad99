import type { ProjectKubernetes } from '@pagoda/plugin-pagoda-common';

/** How a project lives on Kubernetes clusters, with nothing left out. */
export interface KubernetesSettings extends Required<
  Omit<ProjectKubernetes, 'proxy'>
> {
  proxy: { http?: string; https?: string; noProxy: string[] };
}

/** The settings with their defaults. */
export function resolveKubernetesSettings(
  settings: ProjectKubernetes = {},
): KubernetesSettings {
  return {
    podSecurity: settings.podSecurity ?? 'restricted',
    allowRoot: settings.allowRoot ?? false,
    allowedNetworks: settings.allowedNetworks ?? [],
    nodeSelectors: settings.nodeSelectors ?? [],
    tolerations: settings.tolerations ?? [],
    proxy: { ...settings.proxy, noProxy: settings.proxy?.noProxy ?? [] },
    pullSecrets: settings.pullSecrets ?? [],
    interactive: settings.interactive ?? true,
  };
}

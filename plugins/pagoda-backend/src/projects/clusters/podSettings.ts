import {
  resolveKubernetesSettings,
  type KubernetesSettings,
} from './kubernetesSettings';
import type { ProjectKubernetes } from '@pagoda/plugin-pagoda-common';
import { secretObjectName, SERVICE_ACCOUNT } from './objectNames';

/** The user and group of pods where the image's own would be refused; the data gateway runs as the same. */
export const RUN_AS = 10001;

/** What the settings of a project mean for its pods. */
export interface PodSettings {
  serviceAccountName: string;
  /** Names of objects in the namespace. */
  imagePullSecrets: { name: string }[];
  /** HTTP proxies, in both spellings that programs look for. */
  env: { name: string; value: string }[];
  podSecurity: KubernetesSettings['podSecurity'];
  /** Images may run as root. */
  allowRoot: boolean;
  runAsUser: number;
  runAsGroup: number;
  fsGroup: number;
  /** Exec and port-forward are possible. */
  interactive: boolean;
  allowsNodeSelector(key: string, value: string): boolean;
  allowsToleration(toleration: {
    key?: string;
    operator?: string;
    value?: string;
    effect?: string;
  }): boolean;
}

/** What every pod of a project has to have, and what it may ask for. */
export function podSettings(settings?: ProjectKubernetes): PodSettings {
  const resolved = resolveKubernetesSettings(settings);
  return {
    serviceAccountName: SERVICE_ACCOUNT,
    imagePullSecrets: resolved.pullSecrets.map(name => ({
      name: secretObjectName(name),
    })),
    env: proxyEnvironment(resolved.proxy),
    podSecurity: resolved.podSecurity,
    allowRoot: resolved.allowRoot,
    runAsUser: RUN_AS,
    runAsGroup: RUN_AS,
    fsGroup: RUN_AS,
    interactive: resolved.interactive,
    allowsNodeSelector: (key, value) =>
      resolved.nodeSelectors.some(
        allowed =>
          allowed.key === key && (allowed.values?.includes(value) ?? true),
      ),
    allowsToleration: ({ key, operator, value, effect }) =>
      resolved.tolerations.some(
        allowed =>
          // Without a key, or an effect, it would tolerate all of them.
          allowed.key === key &&
          (allowed.effect === undefined || allowed.effect === effect) &&
          (allowed.value === undefined ||
            (operator !== 'Exists' && allowed.value === (value ?? ''))),
      ),
  };
}

function proxyEnvironment({
  http,
  https,
  noProxy,
}: KubernetesSettings['proxy']): PodSettings['env'] {
  if (http === undefined && https === undefined) {
    return [];
  }
  const values: Record<string, string | undefined> = {
    HTTP_PROXY: http,
    HTTPS_PROXY: https,
    NO_PROXY: ['localhost', '127.0.0.1', ...noProxy].join(','),
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [
          { name, value },
          { name: name.toLowerCase(), value },
        ],
  );
}

import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { PodSettings } from '../../projects/clusters/podSettings';

/** A claim (PersistentVolumeClaim) whose files are wanted. */
export interface GatewayTarget {
  cluster: string;
  project: string;
  /** Name of the PersistentVolumeClaim in the project's namespace. */
  claim: string;
  /** For people, such as `volume 'data'`. */
  title: string;
  /** Entity reference of whom it belongs to, where somebody. */
  owner?: string;
}

/** How gateways are to be; from the configuration. */
export interface GatewaySettings {
  image: string;
  /** A gateway ends when so long nothing was asked of it, in seconds. */
  idleSeconds: number;
  /** So long is waited for a gateway to begin, in milliseconds. */
  readyTimeout: number;
}

/** What gateways need of clusters and projects. */
export interface GatewayClusters {
  client(cluster: string): Promise<KubernetesClient>;
}

/** What gateways need of ProjectNamespaces. */
export interface GatewayNamespaces {
  ensure(project: string, cluster: string): Promise<{ namespace: string }>;
  namespaceOf(project: string): string;
  podSettings(
    project: string,
  ): Promise<
    Pick<
      PodSettings,
      'imagePullSecrets' | 'allowRoot' | 'runAsUser' | 'runAsGroup' | 'fsGroup'
    >
  >;
}

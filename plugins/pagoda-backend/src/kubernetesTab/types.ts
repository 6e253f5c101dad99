/** What the Kubernetes plugin is told of a cluster: nothing that lets anybody in. */
export interface TabCluster {
  name: string;
  title: string;
  /** Base URL of the API server. */
  server: string;
  /** PEM. */
  ca?: string;
  insecureSkipTlsVerify?: boolean;
  /** Whether it has answered lately. */
  reachable: boolean;
}

/** What the Kubernetes plugin asks for: objects of one kind. */
export interface TabQuery {
  cluster: string;
  group: string;
  version: string;
  /** Plural, such as `pods`. */
  resource: string;
  namespace?: string;
  labelSelector?: string;
}

/** What was found. */
export type TabAnswer =
  | { items: object[] }
  | {
      /** HTTP status; 0 when the cluster was not reached. */
      status: number;
      message: string;
    };

/** Credentials of a cluster, as the Kubernetes plugin has them. */
export type TabCredential =
  | { type: 'bearer token'; token: string }
  | { type: 'x509 client certificate'; cert: string; key: string }
  | { type: 'anonymous' };

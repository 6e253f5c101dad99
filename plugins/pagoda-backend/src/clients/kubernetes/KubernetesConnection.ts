/** How a Kubernetes API server is reached, and as whom. Holds secrets: never logged, never in an answer. */
export interface KubernetesConnection {
  /** Base URL; may have a path, such as that of Rancher's proxy: `https://rancher.example.org/k8s/clusters/c-m-x`. */
  server: string;
  /** Certificates of authorities, PEM. */
  ca?: string;
  /** The name that the server's certificate must have, where it is not the URL's. */
  tlsServerName?: string;
  insecureSkipTlsVerify?: boolean;
  /** URL of an HTTP proxy. */
  proxy?: string;
  auth:
    | { token: string }
    /** Read again when it has changed, as tokens of service accounts do. */
    | { tokenFile: string }
    /** PEM, both. */
    | { certificate: string; key: string }
    | { none: true };
  /** Lets a request go when it may; without it, all go at once. */
  limiter?: { take(signal?: AbortSignal): Promise<void> };
  timeouts?: {
    /** Of the connection, in milliseconds; 10 s by default. */
    connectMs?: number;
    /** Of a whole request but for streams, in milliseconds; 30 s by default. */
    requestMs?: number;
  };
}

/** How a Rancher is reached, and as whom. Holds secrets: never logged, never in an answer. */
export interface RancherConnection {
  /** Of Rancher itself, such as `https://rancher.example.org`. */
  url: string;
  /** `token-abcde:secret`, or `ext/token-abcde:secret`. */
  token: string;
  /** Certificates of authorities, PEM. */
  ca?: string;
  /** URL of an HTTP proxy. */
  proxy?: string;
  insecureSkipTlsVerify?: boolean;
  /** Of Rancher's own APIs; those of clusters through it are not counted. 600 by default. */
  callsPerMinute?: number;
  timeouts?: {
    /** Of the connection, in milliseconds; 10 s by default. */
    connectMs?: number;
    /** Of a whole request, in milliseconds; 30 s by default. */
    requestMs?: number;
  };
}

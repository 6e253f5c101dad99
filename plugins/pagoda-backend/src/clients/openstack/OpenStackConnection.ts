/** Who speaks to a cloud. */
export type OpenStackAuth =
  | {
      applicationCredential:
        | { id: string; secret: string }
        /** A credential's name is unique among those of its user. */
        | { name: string; user: string; userDomain?: string; secret: string };
    }
  | {
      password: {
        username: string;
        /** Name of the domain; `Default` by default, as below. */
        userDomain?: string;
        password: string;
        project: string;
        projectDomain?: string;
      };
    };

/** How an OpenStack cloud is reached, and as whom. Holds secrets: never logged, never in an answer. */
export interface OpenStackConnection {
  /** Of Keystone, such as `https://keystone.example.org/v3`; `/v3` may be missing. */
  authUrl: string;
  /** Needed only where the service catalog has more than one. */
  region?: string;
  /** Of the endpoints in the service catalog; `public` by default. */
  interface?: 'public' | 'internal' | 'admin';
  auth: OpenStackAuth;
  /** Certificates of authorities, PEM. */
  ca?: string;
  /** URL of an HTTP proxy. */
  proxy?: string;
  insecureSkipTlsVerify?: boolean;
  /** All services of the cloud together; 300 by default. */
  callsPerMinute?: number;
  timeouts?: {
    /** Of the connection, in milliseconds; 10 s by default. */
    connectMs?: number;
    /** Of one exchange, from the request to the end of the answer, in milliseconds; 30 s by default. */
    requestMs?: number;
  };
}

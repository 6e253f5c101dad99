export interface Config {
  /** PAGoDA */
  pagoda?: {
    /** Directory for runs, logs, results and volumes of the embedded cluster. */
    dataDirectory?: string;
    /** Entity references of users and groups that administer PAGoDA. Default: group:default/pagoda-administrators */
    administrators?: string[];
    /** The embedded cluster `local`, where the engine `process` runs commands on the portal's host. */
    local?: {
      enabled?: boolean;
      /**
       * Has to be `commands-of-users-run-on-the-host-of-the-portal` to allow the engine when NODE_ENV is production.
       */
      allowInProduction?: string;
      /** Cores that runs may ask for together; default: those of the host. */
      cpu?: number;
      /** Memory that runs may ask for together, such as 8Gi; default: three quarters of the host's. */
      memory?: string;
      /** Time that a run is given to end by itself when it is cancelled or out of time, in seconds; default: 10. */
      graceSeconds?: number;
    };
    /** Personal access tokens. */
    tokens?: {
      /**
       * Tokens of users that have not signed in by the identity provider for so many days are refused until they do.
       * Default: 90
       */
      maxAbsenceDays?: number;
    };
    /** Make a project `demo` with sample experiments at the first start. */
    samples?: boolean;
  };
}

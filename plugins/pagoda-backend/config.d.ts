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
    /** Imported Kubernetes clusters. */
    kubernetes?: {
      /** Of the namespaces of projects; default: pagoda- */
      namespacePrefix?: string;
      /**
       * By what this portal knows its Jobs where several portals use a cluster; a label's value. Default: made of
       * app.baseUrl. Set it to what it was, which the Jobs have as label pagoda.io/portal, when the portal moves to
       * another address while runs go on.
       */
      portalId?: string;
      /** What GPUs are asked for as; default: nvidia.com/gpu */
      gpuResource?: string;
      /** Jobs of ended runs stay so long for whoever wants to look at them, in seconds; default: 300. 0: not at all. */
      keepFinishedSeconds?: number;
      /** Image of the data gateway, through which files in clusters are reached; see infra/images/data-gateway. */
      gatewayImage?: string;
      /** A data gateway that nobody asks ends after so many seconds; default: 300. */
      gatewayIdleSeconds?: number;
      /** Waited for a data gateway to be ready, in seconds; default: 60. */
      gatewayReadySeconds?: number;
      /** The volume with the results of a project on a cluster. */
      results?: {
        /** Such as 100Gi, the default. */
        size?: string;
        /** Default: that of the cluster. */
        storageClass?: string;
        /** ReadWriteOnce (default), ReadWriteMany or ReadWriteOncePod. */
        accessMode?: string;
      };
    };
    /** Servers with Docker or Podman; each is a cluster. */
    docker?: Array<{
      /** Of the cluster. */
      name: string;
      title?: string;
      /** Path of a Unix socket, such as /var/run/docker.sock; or else `host`. */
      socket?: string;
      /** HOST:PORT, spoken to by TLS. */
      host?: string;
      /** In PEM. */
      tls?: {
        ca?: string;
        certificate?: string;
        /** @visibility secret */
        key?: string;
      };
      /** Cores that runs may ask for together; default: those of the server. */
      cpu?: number;
      /** Memory that runs may ask for together, such as 64Gi; default: nine tenths of the server's. */
      memory?: string;
      /** GPUs by the ids that the server knows them by: `0`, a UUID, or `nvidia.com/gpu=0` of CDI. Default: none */
      gpus?: string[];
      /** UID:GID of commands, not root; default: the portal's, or 10001:10001 where that is root. */
      user?: string;
      /** Network of containers; default: bridge. `none`: none. */
      network?: string;
      /** Processes and threads of a run; default: 4096. */
      pidsLimit?: number;
      /** Such as nofile: 65536; default: those of the server. */
      ulimits?: { [name: string]: number };
      /** Beside no-new-privileges, such as label=disable. */
      securityOptions?: string[];
      /** Time that a run is given to end by itself when it is cancelled or out of time, in seconds; default: 10. */
      graceSeconds?: number;
      /** Whether images are fetched though the server has them: missing (default) or always. */
      pull?: string;
      /** Logins at registries. */
      registries?: Array<{
        /** Such as registry.example.org:5000, or docker.io. */
        server: string;
        username: string;
        /** @visibility secret */
        password: string;
      }>;
      /** The data directory as the server sees it, where that is elsewhere. */
      dataDirectoryOnHost?: string;
    }>;
    /** Clouds in which clusters and volumes can be had. */
    clouds?: {
      openstack?: Array<{
        /** Small letters, digits and dashes; unique among all clouds, of whatever kind. */
        name: string;
        title?: string;
        /** Of Keystone, such as https://keystone.example.org/v3 */
        authUrl: string;
        /** Needed where the service catalog has more than one. */
        region?: string;
        /** Of the endpoints: public (default), internal or admin. */
        interface?: string;
        /** An application credential with role member; or else `password`. */
        applicationCredential?: {
          id: string;
          /** @visibility secret */
          secret: string;
        };
        password?: {
          username: string;
          /** Name of the domain; default: Default */
          userDomain?: string;
          /** @visibility secret */
          password: string;
          /** Name of the project. */
          project: string;
          /** Name of the domain; default: Default */
          projectDomain?: string;
        };
        /** Certificates that it is trusted by, in PEM; default: those of the system. */
        ca?: string;
        /** URL of an HTTP proxy. */
        proxy?: string;
        /** Trust whoever answers; for tests alone. */
        insecureSkipTlsVerify?: boolean;
        /** All services together are asked no more often; default: 300 */
        callsPerMinute?: number;
        /** Waited for an answer, in seconds; default: 30 */
        timeoutSeconds?: number;
        /** Of Horizon, to which pages link. */
        dashboardUrl?: string;
        /** For hints of what something costs; without them there are none. */
        prices?: {
          /** Such as EUR. */
          currency: string;
          coreHour?: number;
          gibibyteHour?: number;
          volumeGibibyteMonth?: number;
        };
      }>;
      rancher?: Array<{
        /** Small letters, digits and dashes; unique among all clouds, of whatever kind. */
        name: string;
        title?: string;
        /** Such as https://rancher.example.org */
        url: string;
        /**
         * An API key, `token-abcde:secret`.
         * @visibility secret
         */
        token: string;
        /** Certificates that it is trusted by, in PEM; default: those of the system. */
        ca?: string;
        /** URL of an HTTP proxy. */
        proxy?: string;
        /** Trust whoever answers; for tests alone. */
        insecureSkipTlsVerify?: boolean;
        /** It is asked no more often, clusters through it not counted; default: 600 */
        callsPerMinute?: number;
        /** Where its clusters are; default: fleet-default */
        namespace?: string;
        /** Name of the cloud in `openstack` that its machines come from. */
        openstack: string;
        /** Versions of Kubernetes that may be had, such as v1.34.1+rke2r1. */
        versions?: string[];
        /**
         * Where Rancher has the application credential for machines from: `config`, the default, is their description;
         * `secret` is a Secret, which keeps it from who may read descriptions. Try the latter on your Rancher first.
         */
        machineCredentials?: 'config' | 'secret';
      }>;
    };
    /** Entity references of users and groups that may have clusters made, beside administrators. */
    clusterCreators?: string[];
    /** Limits of time of clusters that are made here. */
    fleet?: {
      /** How often each cluster and cloud is looked at for what nobody owns, in minutes, about; default: 30 */
      lookMinutes?: number;
    };
    provisioning?: {
      /** After so long it is said that something is wrong; default: 60 */
      createMinutes?: number;
      /** Likewise of removals; default: 60 */
      deleteMinutes?: number;
      /** A warning is given so long before the end of a cluster; default: 7 */
      endWarningDays?: number;
      /** A cluster is removed so long after its end; default: 3 */
      endGraceDays?: number;
      /** What is under way is looked at no more often, in seconds; what is settled twelve times less often. Default: 5 */
      pollSeconds?: number;
    };
    /** Encryption of cluster credentials and of project secrets in the database. */
    encryption?: {
      /**
       * Keys: the first encrypts, all decrypt. Needed in production; otherwise one is generated in the data directory.
       */
      keys?: Array<{
        /** Name of the key, stored with what it has encrypted. */
        id: string;
        /**
         * At least 32 characters, such as `openssl rand -base64 32` gives.
         * @visibility secret
         */
        secret: string;
      }>;
    };
    /** Logs, metrics and dashboards of other servers. */
    monitoring?: {
      /** What runs, projects and clusters use over time comes from there. */
      prometheus?: {
        /** Of all clusters that have none of their own, such as https://prometheus.monitoring:9090 */
        url?: string;
        /**
         * A bearer token; or `username` and `password`.
         * @visibility secret
         */
        token?: string;
        username?: string;
        /** @visibility secret */
        password?: string;
        /** Certificates that it is trusted by, in PEM; default: those of the system. */
        ca?: string;
        /** Waited for an answer; default: 20 */
        timeoutSeconds?: number;
        /** Between two samples of a series; default: 30 */
        scrapeIntervalSeconds?: number;
        /** The label that names the cluster in metrics, where one Prometheus has those of several. */
        clusterLabel?: string;
        /** Of single clusters, by their names. */
        clusters?: {
          [cluster: string]: {
            url: string;
            /** @visibility secret */
            token?: string;
            username?: string;
            /** @visibility secret */
            password?: string;
            ca?: string;
          };
        };
      };
      /** Log lines are kept there; without it, in files. */
      elasticsearch?: {
        /** Such as https://elasticsearch.monitoring:9200 */
        url: string;
        /**
         * As Elasticsearch encodes it; or `username` and `password`.
         * @visibility secret
         */
        apiKey?: string;
        username?: string;
        /** @visibility secret */
        password?: string;
        /** Certificates that it is trusted by, in PEM; default: those of the system. */
        ca?: string;
        /** Older lines are deleted; default: 30 */
        retentionDays?: number;
        spool?: {
          /** From 80 % of so many bytes on that wait for Elasticsearch, the portal raises an alarm; default: 10Gi */
          maxBytes?: string;
        };
      };
      grafana?: {
        /**
         * Where the portal reaches it, with the path that it serves from, such as
         * http://grafana.monitoring:3000/api/pagoda/grafana
         */
        url: string;
        /** Where people reach it by themselves, if they do. */
        publicUrl?: string;
        /**
         * Of a service account that may write dashboards.
         * @visibility secret
         */
        serviceAccountToken: string;
        /** Certificates that it is trusted by, in PEM; default: those of the system. */
        ca?: string;
        /** Link to `publicUrl`, and show no frames; default: false */
        link?: boolean;
        /** Uid of the data source with the metrics; default: prometheus */
        datasource?: string;
        /** Uids of data sources with the metrics of one cluster, by its name. */
        datasources?: { [cluster: string]: string };
        /** Uid of the folder for PAGoDA's dashboards; default: none */
        folderUid?: string;
        /** Tokens that tell Grafana who looks at a frame. */
        jwt?: {
          /** Default: grafana */
          audience?: string;
          /** Default: 60 */
          lifetimeSeconds?: number;
        };
      };
      kibana?: {
        /** Where the portal reaches it. */
        url: string;
        /** Where people reach it; default: url */
        publicUrl?: string;
        /**
         * As Elasticsearch encodes it.
         * @visibility secret
         */
        apiKey: string;
        /** The space; default: the default one. */
        space?: string;
        /** Certificates that it is trusted by, in PEM; default: those of the system. */
        ca?: string;
        /** Link to it, and show no frames; default: false */
        link?: boolean;
      };
      embed?: {
        /**
         * Origins, such as https://kibana.example.org, whose pages may be shown in frames; they are added to `frame-src`.
         * @visibility frontend
         */
        hosts?: string[];
      };
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

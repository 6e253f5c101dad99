import type { OpenStackConnection } from '../clients/openstack/OpenStackConnection';

/** What resources cost, for hints. */
export interface CloudPrices {
  /** Such as `EUR`. */
  currency: string;
  coreHour: number;
  gibibyteHour: number;
  volumeGibibyteMonth: number;
}

/** An OpenStack of the configuration. */
export interface OpenStackSettings {
  kind: 'openstack';
  name: string;
  title: string;
  connection: OpenStackConnection;
  /** Of Horizon. */
  dashboardUrl?: string;
  prices?: CloudPrices;
}

/** A Rancher of the configuration. */
export interface RancherSettings {
  kind: 'rancher';
  name: string;
  title: string;
  /** Without a slash at the end. */
  url: string;
  token: string;
  /** Certificates of authorities, PEM. */
  ca?: string;
  proxy?: string;
  insecureSkipTlsVerify?: boolean;
  /** Where its clusters are. */
  namespace: string;
  /** The cloud that its machines come from. */
  openstack: string;
  /** Of Kubernetes, that may be had. */
  versions: string[];
  /** What Rancher itself is asked at most. */
  callsPerMinute?: number;
  /**
   * Where the node driver has an application credential from: the description of the machines (`config`, which is the
   * default), or a Secret.
   */
  machineCredentials?: 'config' | 'secret';
}

/** A cloud of the configuration; holds secrets. */
export type CloudSettings = OpenStackSettings | RancherSettings;

/** Limits of time of provisioned clusters. */
export interface ProvisioningSettings {
  createMinutes: number;
  deleteMinutes: number;
  /** So many days before its end a warning is given. */
  endWarningDays: number;
  /** So many days after its end it is removed. */
  endGraceDays: number;
  /** What is under way is looked at no more often. */
  pollSeconds: number;
}

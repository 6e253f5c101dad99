import type {
  MonitoringInstallResult,
  MonitoringObject,
} from '@pagoda/plugin-pagoda-common';

/** What became of one thing. */
export type InstallItem = MonitoringInstallResult['items'][number];

/** How an installation is to be. */
export interface InstallOptions {
  /** Say what would be done. */
  dryRun: boolean;
  /** Also what somebody has changed. */
  overwrite: boolean;
  /** Entity reference of who installs. */
  by: string;
}

/** Writes PAGoDA's dashboards to one server. */
export interface Installer {
  /** What is there, and what could be. */
  list(): Promise<MonitoringObject[]>;
  install(options: InstallOptions): Promise<InstallItem[]>;
}

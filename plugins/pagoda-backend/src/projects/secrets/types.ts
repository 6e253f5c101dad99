import type { Secret } from '@pagoda/plugin-pagoda-common';

/** A secret as it is stored, without its values. */
export interface SecretRecord {
  project: string;
  name: string;
  type: Secret['type'];
  /** In order. */
  keys: string[];
  /** Server of a `Registry`. */
  registry?: string;
  createdAt: Date;
  updatedAt: Date;
  updatedBy: string;
}

/** A secret with its values; never to be shown, logged or stored as it is. */
export interface SecretValues {
  name: string;
  type: Secret['type'];
  /** UTF-8 text by key. */
  values: Record<string, string>;
}

/** What is to be written. */
export interface SecretWrite extends SecretValues {
  project: string;
  registry?: string;
  updatedBy: string;
}

/** The key under which Kubernetes looks for a login to a registry. */
export const REGISTRY_KEY = '.dockerconfigjson';

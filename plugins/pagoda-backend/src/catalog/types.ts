import type { Entity } from '@backstage/catalog-model';
import type { EntityChange } from '../database/entityChanges';

/** What the catalog shows of a project. */
export interface ProjectRecord {
  kind: 'project';
  name: string;
  title: string;
  description: string;
  /** Entity reference: a group that owns it, else a user that does, else who created it. */
  owner: string;
}

/** What the catalog shows of an experiment's latest revision. */
export interface ExperimentRecord {
  kind: 'experiment';
  project: string;
  name: string;
  title: string;
  description: string;
  owner: string;
  revision: number;
  image: string;
  /** Names of volumes in the same project. */
  volumes: string[];
}

/** What the catalog shows of a volume. */
export interface VolumeRecord {
  kind: 'volume';
  project: string;
  name: string;
  description: string;
  owner: string;
  /** Missing for a volume in a cloud that is on none. */
  cluster?: string;
  provider: string;
  /** Quantity. */
  size: string;
  /** Of volumes in clouds: where, how far, and where else they are shown. */
  inCloud?: {
    cloud: string;
    /** Missing for the cloud's default, until it has been made. */
    volumeType?: string;
    phase: string;
    links: { title: string; url: string }[];
  };
}

/** What the catalog shows of a cluster. */
export interface ClusterRecord {
  kind: 'cluster';
  name: string;
  title: string;
  description: string;
  provisioner: string;
  engine: string;
  /** Of clusters that PAGoDA has made: whose it is, where, how far, and where else it is shown. */
  provisioned?: {
    /** Entity reference. */
    owner: string;
    cloud: string;
    phase: string;
    links: { title: string; url: string }[];
  };
}

/** What the catalog shows of a user that an identity provider has told of. */
export interface UserRecord {
  kind: 'user';
  name: string;
  displayName: string;
  email?: string;
  /** URL. */
  picture?: string;
  /** Names of groups. */
  groups: string[];
}

/** What the catalog shows of such a user's group. */
export interface GroupRecord {
  kind: 'group';
  name: string;
  title: string;
}

/** One thing that the catalog shows. */
export type CatalogRecord =
  | ProjectRecord
  | ExperimentRecord
  | VolumeRecord
  | ClusterRecord
  | UserRecord
  | GroupRecord;

/** Names a thing that the catalog shows, or showed. */
export type CatalogName = Pick<EntityChange, 'kind' | 'project' | 'name'>;

/** A part of all records; pass `next` to get the following part. */
export interface CatalogPage {
  records: CatalogRecord[];
  next?: string;
}

/** What happened after a number of the feed. */
export interface CatalogChanges {
  /** Whether the asking process is the one that follows the feed; the others wait for their turn. */
  leading: boolean;
  /** Ask for what comes after this number next time. */
  seq: number;
  /** Created or changed, as they are now. */
  changed: CatalogRecord[];
  removed: CatalogName[];
  /** A whole project went, with all that was in it: read everything again. */
  resync: boolean;
}

/** Settings that entities are built with. */
export interface EntityOptions {
  /** `app.baseUrl`, without a slash at its end. */
  appBaseUrl: string;
  /** Entity reference of the group (or user) that clusters belong to. */
  administrators: string;
  /** Of projects' namespaces on clusters. */
  namespacePrefix: string;
}

/** Builds the entity of a record; pure. */
export type EntityBuilder<R extends CatalogRecord> = (
  record: R,
  options: EntityOptions,
) => Entity;

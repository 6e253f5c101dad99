/** docs.openstack.org/api-ref/block-storage/v3, Show a volume's details. */
export interface CinderVolume {
  id: string;
  name: string | null;
  description: string | null;
  /** `creating`, `available`, `in-use`, `extending`, `deleting`, `error`, `error_deleting` and others. */
  status: string;
  /** GiB */
  size: number;
  availability_zone: string;
  volume_type: string | null;
  metadata: Record<string, string>;
  created_at: string;
  updated_at: string | null;
  snapshot_id: string | null;
  source_volid: string | null;
  bootable: string;
  encrypted: boolean;
  multiattach: boolean;
  attachments: CinderAttachment[];
  'os-vol-tenant-attr:tenant_id'?: string;
}

/** To which server a volume is attached. */
export interface CinderAttachment {
  attachment_id: string;
  server_id: string;
  device: string;
  host_name: string | null;
  attached_at: string;
}

/** What a volume is made from; at most one source. */
export interface NewCinderVolume {
  name: string;
  description?: string;
  /** GiB; at least that of the source. */
  size: number;
  volume_type?: string;
  availability_zone?: string;
  snapshot_id?: string;
  source_volid?: string;
  imageRef?: string;
  metadata?: Record<string, string>;
}

export interface CinderSnapshot {
  id: string;
  name: string | null;
  description: string | null;
  volume_id: string;
  /** `creating`, `available`, `deleting`, `error`, `error_deleting` and others. */
  status: string;
  /** GiB */
  size: number;
  metadata: Record<string, string>;
  created_at: string;
  updated_at: string | null;
  'os-extended-snapshot-attributes:project_id'?: string;
  'os-extended-snapshot-attributes:progress'?: string;
}

export interface VolumeType {
  id: string;
  name: string;
  description: string | null;
  is_public: boolean;
  /** What of it everybody may see; all of it for administrators. */
  extra_specs?: Record<string, string>;
}

/** A volume that waits to be taken over by another project. */
export interface VolumeTransfer {
  id: string;
  name: string | null;
  volume_id: string;
  created_at: string;
  /** Secret, and in the answer to the creation alone. */
  auth_key?: string;
}

/** What went wrong with a volume or snapshot, in words for its owner. */
export interface VolumeMessage {
  id: string;
  event_id: string;
  message_level: string;
  user_message: string;
  resource_type: string;
  resource_uuid: string;
  request_id: string;
  created_at: string;
}

/** Which volumes or snapshots are wanted. */
export interface VolumeFilter {
  name?: string;
  status?: string;
  /** Those that have all of them. */
  metadata?: Record<string, string>;
  /** Of snapshots: those of this volume. */
  volume?: string;
  /** Of all projects: administrators only. */
  allProjects?: boolean;
}

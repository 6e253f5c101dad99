/** docs.openstack.org/api-ref/container-infrastructure-management */
export interface ClusterTemplate {
  uuid: string;
  name: string;
  coe: string;
  image_id: string;
  flavor_id: string | null;
  master_flavor_id: string | null;
  external_network_id: string | null;
  fixed_network: string | null;
  fixed_subnet: string | null;
  keypair_id: string | null;
  network_driver: string | null;
  volume_driver: string | null;
  /** GiB */
  docker_volume_size: number | null;
  /** `kube_tag` says the version of Kubernetes. */
  labels: Record<string, string>;
  tls_disabled: boolean;
  public: boolean;
  hidden?: boolean;
  master_lb_enabled: boolean;
  floating_ip_enabled: boolean;
  server_type: string;
}

export interface NewClusterTemplate {
  name: string;
  coe: 'kubernetes';
  image_id: string;
  external_network_id: string;
  flavor_id?: string;
  master_flavor_id?: string;
  keypair_id?: string;
  dns_nameserver?: string;
  network_driver?: string;
  volume_driver?: string;
  docker_volume_size?: number;
  labels?: Record<string, string>;
  master_lb_enabled?: boolean;
  floating_ip_enabled?: boolean;
  public?: boolean;
}

export interface MagnumCluster {
  uuid: string;
  name: string;
  cluster_template_id: string;
  /** `CREATE_IN_PROGRESS`, `UPDATE_COMPLETE`, `DELETE_FAILED` and others. */
  status: string;
  status_reason: string | null;
  health_status: string | null;
  health_status_reason: Record<string, string> | null;
  node_count: number;
  master_count: number;
  keypair: string | null;
  flavor_id: string | null;
  master_flavor_id: string | null;
  labels: Record<string, string>;
  api_address: string | null;
  node_addresses: string[];
  master_addresses: string[];
  /** Of Kubernetes. */
  coe_version: string | null;
  stack_id: string | null;
  create_timeout: number | null;
  created_at: string;
  updated_at: string | null;
  /** What failed, by node group or by resource of its stack; `null` where nothing is known. */
  faults?: Record<string, string | null>;
  project_id?: string;
}

export interface NewMagnumCluster {
  name: string;
  cluster_template_id: string;
  keypair?: string;
  node_count?: number;
  master_count?: number;
  flavor_id?: string;
  master_flavor_id?: string;
  /** GiB */
  docker_volume_size?: number;
  labels?: Record<string, string>;
  /** Beside those of the template, not instead of them. */
  merge_labels?: boolean;
  /** In minutes. */
  create_timeout?: number;
  fixed_network?: string;
  fixed_subnet?: string;
  floating_ip_enabled?: boolean;
  master_lb_enabled?: boolean;
}

export interface NodeGroup {
  uuid: string;
  name: string;
  /** `master`, `worker`, or a word of the user's. */
  role: string;
  flavor_id: string | null;
  image_id: string | null;
  node_count: number;
  min_node_count: number;
  max_node_count: number | null;
  is_default: boolean;
  status: string | null;
  status_reason?: string | null;
  node_addresses?: string[];
  labels?: Record<string, string>;
}

export interface NewNodeGroup {
  name: string;
  role?: string;
  node_count: number;
  min_node_count?: number;
  max_node_count?: number;
  flavor_id?: string;
  image_id?: string;
  labels?: Record<string, string>;
  merge_labels?: boolean;
}

/** RFC 6902. */
export interface JsonPatch {
  op: 'add' | 'replace' | 'remove';
  path: string;
  value?: unknown;
}

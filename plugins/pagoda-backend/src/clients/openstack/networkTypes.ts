/** docs.openstack.org/api-ref/network/v2 */
export interface Network {
  id: string;
  name: string;
  project_id: string;
  status: string;
  shared: boolean;
  'router:external': boolean;
  admin_state_up: boolean;
  subnets: string[];
  mtu?: number;
  tags: string[];
}

export interface Subnet {
  id: string;
  name: string;
  project_id: string;
  network_id: string;
  ip_version: number;
  cidr: string;
  enable_dhcp: boolean;
  tags: string[];
}

export interface Port {
  id: string;
  name: string;
  project_id: string;
  network_id: string;
  status: string;
  /** Id of a server or of a router; empty for none. */
  device_id: string;
  device_owner: string;
  mac_address: string;
  fixed_ips: { subnet_id: string; ip_address: string }[];
  security_groups: string[];
  tags: string[];
  created_at?: string;
}

export interface FloatingIp {
  id: string;
  project_id: string;
  floating_network_id: string;
  floating_ip_address: string;
  fixed_ip_address: string | null;
  port_id: string | null;
  status: string;
  description: string;
  tags: string[];
  created_at?: string;
}

export interface SecurityGroup {
  id: string;
  name: string;
  project_id: string;
  description: string;
  tags: string[];
  security_group_rules?: SecurityGroupRule[];
  created_at?: string;
}

export interface SecurityGroupRule {
  id: string;
  direction: 'ingress' | 'egress';
  ethertype: string;
  protocol: string | null;
  port_range_min: number | null;
  port_range_max: number | null;
  remote_ip_prefix: string | null;
  remote_group_id: string | null;
}

/** docs.openstack.org/api-ref/load-balancer/v2 */
export interface LoadBalancer {
  id: string;
  name: string;
  project_id: string;
  provisioning_status: string;
  operating_status: string;
  vip_address: string;
  vip_port_id: string;
  tags: string[];
  created_at: string;
}

/** Which objects are wanted. */
export interface NetworkFilter {
  name?: string;
  /** Those that have all of them. */
  tags?: string[];
  /** Of one project; administrators see all. */
  project?: string;
  /** Of ports: those of this server or router. */
  device?: string;
}

/** Collections whose objects have tags. */
export type TaggedCollection =
  'networks' | 'subnets' | 'ports' | 'floatingips' | 'security-groups';

import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import type {
  ClusterTemplate,
  MagnumCluster,
  NodeGroup,
} from '../../clients/openstack/containerInfraTypes';

/** For tests: a plan with one node of the control plane and two workers. */
export function planWith(
  work: Partial<ClusterPlan['pools'][number]> = {},
  ...others: ClusterPlan['pools']
): ClusterPlan {
  return {
    ...{ name: 'one', provisioner: 'magnum', cloud: 'campus', keypair: 'key' },
    clusterTemplate: 'template',
    pools: [
      { name: 'control', role: 'control-plane', count: 1, flavor: 'small' },
      { name: 'work', role: 'worker', count: 2, flavor: 'small', ...work },
      ...others,
    ],
  };
}

/** As Magnum 15 answers, of {@link planWith}. */
export function clusterWith(more: Partial<MagnumCluster> = {}): MagnumCluster {
  return {
    ...{ uuid: 'u1', name: 'one', cluster_template_id: 't1' },
    ...{ status: 'CREATE_COMPLETE', status_reason: null },
    ...{ health_status: 'HEALTHY', health_status_reason: { api: 'ok' } },
    ...{ node_count: 2, master_count: 1, keypair: 'key', labels: {} },
    ...{ flavor_id: 'small', master_flavor_id: 'small', stack_id: 's1' },
    ...{ api_address: 'https://192.0.2.1:6443', coe_version: 'v1.34.1' },
    master_addresses: ['192.0.2.1'],
    node_addresses: ['192.0.2.2', '192.0.2.3'],
    ...{ create_timeout: 60, created_at: '2026-11-01T00:00:00+00:00' },
    ...{ updated_at: null, ...more },
  };
}

/** As Magnum 15 answers, of {@link planWith}; `work` is of the default workers. */
export function groupsWith(
  work: Partial<NodeGroup> = {},
  ...others: Partial<NodeGroup>[]
): NodeGroup[] {
  const group = (more: Partial<NodeGroup>): NodeGroup => ({
    ...{ uuid: `u-${more.name}`, name: '', role: 'worker', flavor_id: 'small' },
    ...{ image_id: 'fedora-coreos', node_count: 1, is_default: false },
    ...{ min_node_count: 0, max_node_count: null, status: 'CREATE_COMPLETE' },
    ...more,
  });
  return [
    group({ name: 'default-master', role: 'master', is_default: true }),
    group({ name: 'default-worker', is_default: true, node_count: 2, ...work }),
    ...others.map(group),
  ];
}

/** As Magnum 15 answers. */
export function templateWith(
  more: Partial<ClusterTemplate> = {},
): ClusterTemplate {
  return {
    ...{ uuid: 't1', name: 'template', coe: 'kubernetes' },
    ...{ image_id: 'fedora-coreos', flavor_id: null, master_flavor_id: null },
    ...{ external_network_id: 'outside', fixed_network: null },
    ...{ fixed_subnet: null, keypair_id: null, network_driver: 'calico' },
    ...{ volume_driver: 'cinder', docker_volume_size: null },
    ...{ labels: { kube_tag: 'v1.34.1' }, tls_disabled: false, public: true },
    ...{ master_lb_enabled: false, floating_ip_enabled: false },
    ...{ server_type: 'vm', ...more },
  };
}

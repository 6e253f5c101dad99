import { clusterVariable, matchers, RATE } from './matchers';
import type { Board, BoardOptions, BoardPanel } from './types';

/** The dashboards of clusters and of all of them: sums over nodes, with no label of a project. */
export function clusterBoards(options: BoardOptions): Board[] {
  return [
    {
      name: 'cluster',
      uid: 'pagoda-cluster',
      title: 'PAGoDA / Cluster',
      description: 'What the nodes of a cluster have and what is used of it',
      audience: 'clusters',
      variables: clusterVariable(options),
      panels: nodePanels(options, 'instance'),
    },
    {
      name: 'fleet',
      uid: 'pagoda-fleet',
      title: 'PAGoDA / Fleet',
      description: 'All clusters that this Prometheus knows',
      audience: 'administrators',
      variables: {},
      panels: [
        ...nodePanels({}, options.clusterLabel ?? 'job'),
        {
          title: 'Not reached',
          description: 'Targets that Prometheus cannot read',
          unit: 'short',
          queries: [{ expr: 'sum by (job) (1 - up)', legend: '{{job}}' }],
        },
        {
          title: 'Alerts',
          unit: 'short',
          queries: [
            {
              expr: 'count by (alertname, severity) (ALERTS{alertstate="firing"})',
              legend: '{{alertname}} {{severity}}',
            },
          ],
        },
      ],
    },
  ];
}

function nodePanels(options: BoardOptions, by: string): BoardPanel[] {
  const legend = `{{${by}}}`;
  const all = matchers(options);
  const real = matchers(
    options,
    'fstype!~"tmpfs|overlay|squashfs|ramfs"',
    'mountpoint="/"',
  );
  const device = matchers(
    options,
    'device!~"lo|veth.*|cali.*|cni.*|flannel.*"',
  );
  return [
    {
      title: 'CPU',
      description: 'Share of the cores that is busy',
      unit: 'percentunit',
      queries: [
        {
          expr: `1 - avg by (${by}) (rate(node_cpu_seconds_total${matchers(options, 'mode="idle"')}[${RATE}]))`,
          legend,
        },
      ],
    },
    {
      title: 'Memory',
      description: 'Share that is in use',
      unit: 'percentunit',
      queries: [
        {
          expr: `1 - sum by (${by}) (node_memory_MemAvailable_bytes${all}) / sum by (${by}) (node_memory_MemTotal_bytes${all})`,
          legend,
        },
      ],
    },
    {
      title: 'Disks of nodes',
      description: 'Share that is full',
      unit: 'percentunit',
      queries: [
        {
          expr: `1 - sum by (${by}) (node_filesystem_avail_bytes${real}) / sum by (${by}) (node_filesystem_size_bytes${real})`,
          legend,
        },
      ],
    },
    {
      title: 'Network',
      unit: 'Bps',
      queries: [
        {
          expr: `sum by (${by}) (rate(node_network_receive_bytes_total${device}[${RATE}]))`,
          legend: `received ${legend}`,
        },
        {
          expr: `sum by (${by}) (rate(node_network_transmit_bytes_total${device}[${RATE}]))`,
          legend: `sent ${legend}`,
        },
      ],
    },
    {
      title: 'Cores promised',
      description: 'Asked for by pods, of those that can be given',
      unit: 'short',
      queries: [
        {
          expr: `sum (kube_pod_container_resource_requests${matchers(options, 'resource="cpu"')})`,
          legend: 'asked for',
        },
        {
          expr: `sum (kube_node_status_allocatable${matchers(options, 'resource="cpu"')})`,
          legend: 'there are',
        },
      ],
    },
    {
      title: 'Pods',
      unit: 'short',
      queries: [
        {
          expr: `sum by (phase) (kube_pod_status_phase${all})`,
          legend: '{{phase}}',
        },
      ],
    },
  ];
}

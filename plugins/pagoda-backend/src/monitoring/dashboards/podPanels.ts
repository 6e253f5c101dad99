import { matchers, RATE } from './matchers';
import type { BoardOptions, BoardPanel } from './types';

/** Which pods are meant, and how their series are summed up. */
export interface PodSelection {
  /** Matchers of the pods, among them that of the namespace. */
  matchers: string[];
  /** Joined to each series of a pod, so that only those of chosen pods remain; or nothing. */
  join?: string;
  /** Labels that sums are made by. */
  by: string[];
  legend: string;
}

const USED = 'container!="",container!="POD"';

/**
 * What pods use against what was asked for them: series of cAdvisor, kube-state-metrics, and NVIDIA's DCGM exporter where
 * there are GPUs.
 */
export function podPanels(
  options: BoardOptions,
  { matchers: pods, join = '', by, legend }: PodSelection,
): BoardPanel[] {
  const sum = (expr: string) =>
    `sum ${by.length > 0 ? `by (${by.join(', ')}) ` : ''}(${expr}${join})`;
  const total = (expr: string) => `sum (${expr}${join})`;
  const used = (metric: string, ...extra: string[]) =>
    `${metric}${matchers(options, ...pods, ...extra)}`;
  const rate = (metric: string, ...extra: string[]) =>
    `rate(${used(metric, ...extra)}[${RATE}])`;
  const asked = (resource: string) => [
    {
      expr: total(
        used('kube_pod_container_resource_requests', `resource="${resource}"`),
      ),
      legend: 'asked for',
    },
    {
      expr: total(
        used('kube_pod_container_resource_limits', `resource="${resource}"`),
      ),
      legend: 'limit',
    },
  ];
  return [
    {
      title: 'CPU',
      description: 'Cores in use, and those asked for',
      unit: 'short',
      queries: [
        { expr: sum(rate('container_cpu_usage_seconds_total', USED)), legend },
        ...asked('cpu'),
      ],
    },
    {
      title: 'Memory',
      description:
        'What cannot be given back under pressure, and what was asked for',
      unit: 'bytes',
      queries: [
        { expr: sum(used('container_memory_working_set_bytes', USED)), legend },
        ...asked('memory'),
      ],
    },
    {
      title: 'Held back',
      description: 'Share of the periods in which the CPU limit was reached',
      unit: 'percentunit',
      queries: [
        {
          expr: `${sum(rate('container_cpu_cfs_throttled_periods_total', USED))} / ${sum(rate('container_cpu_cfs_periods_total', USED))}`,
          legend,
        },
      ],
    },
    {
      title: 'GPU',
      description:
        'Share of the time in which it computed; of NVIDIA GPUs with the DCGM exporter',
      unit: 'percent',
      queries: [
        {
          expr: `avg ${by.length > 0 ? `by (${by.join(', ')}) ` : ''}(${used('DCGM_FI_DEV_GPU_UTIL')}${join})`,
          legend,
        },
      ],
    },
    {
      title: 'Network',
      unit: 'Bps',
      queries: [
        {
          expr: sum(rate('container_network_receive_bytes_total')),
          legend: `received ${legend}`.trim(),
        },
        {
          expr: sum(rate('container_network_transmit_bytes_total')),
          legend: `sent ${legend}`.trim(),
        },
      ],
    },
    {
      title: 'Disk',
      unit: 'Bps',
      queries: [
        {
          expr: sum(rate('container_fs_reads_bytes_total', USED)),
          legend: `read ${legend}`.trim(),
        },
        {
          expr: sum(rate('container_fs_writes_bytes_total', USED)),
          legend: `written ${legend}`.trim(),
        },
      ],
    },
  ];
}

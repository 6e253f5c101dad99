import { select, type Matcher } from './matchers';
import { rate, type Sampling, type SeriesSpec } from './SeriesSpec';

/** Interfaces of pods: what goes through them goes through those of the nodes too. */
const VIRTUAL_INTERFACES =
  'lo|veth.*|cali.*|cni.*|flannel.*|docker.*|br-.*|tunl.*|vxlan.*|cilium.*|lxc.*|kube-.*';
/** Partitions and volumes of a disk are counted with it. */
const PARTS_OF_DISKS = 'loop.*|ram.*|dm-.*|md.*|sr.*|zram.*';

/**
 * What the nodes of clusters have, what is used of it, and what pods asked for: series of node exporter, kube-state-metrics
 * and DCGM exporter. They are sums, with no label of a project.
 *
 * @param by - a label that sums are made by, such as that of clusters
 */
export function nodeSeries(
  source: readonly Matcher[],
  by: string | undefined,
  sampling: Sampling,
): SeriesSpec[] {
  const group = by === undefined ? '' : `by (${by}) `;
  const shared = by === undefined ? '' : `${by}, `;
  const of = (metric: string, ...matchers: Matcher[]) =>
    select(metric, [...source, ...matchers]);
  const sum = (expr: string) => `sum ${group}(${expr})`;
  const counter = (metric: string, ...matchers: Matcher[]) =>
    sum(rate(of(metric, ...matchers), sampling));
  const series = (
    name: SeriesSpec['name'],
    measure: SeriesSpec['measure'],
    expr: string,
  ): SeriesSpec => ({ name, measure, expr });
  const allocatable = (resource: string) =>
    sum(of('kube_node_status_allocatable', ['resource', '=', resource]));
  // Of pods that wait or run: those that have ended keep what they asked for until they are deleted.
  const active = ` * on (${shared}namespace, pod) group_left () max by (${shared}namespace, pod) (${of('kube_pod_status_phase', ['phase', '=~', 'Pending|Running'])} == 1)`;
  const requested = (resource: string) =>
    sum(
      of('kube_pod_container_resource_requests', ['resource', '=', resource]) +
        active,
    );
  const real: Matcher = ['device', '!~', VIRTUAL_INTERFACES];
  const disks: Matcher = ['device', '!~', PARTS_OF_DISKS];
  return [
    series(
      ...(['cpu', 'used'] as const),
      counter('node_cpu_seconds_total', ['mode', '!~', 'idle|iowait|steal']),
    ),
    series('cpu', 'requested', requested('cpu')),
    series('cpu', 'capacity', allocatable('cpu')),
    series(
      ...(['memory', 'used'] as const),
      sum(
        `${of('node_memory_MemTotal_bytes')} - ${of('node_memory_MemAvailable_bytes')}`,
      ),
    ),
    series('memory', 'requested', requested('memory')),
    series('memory', 'capacity', allocatable('memory')),
    series('gpu', 'used', `avg ${group}(${of('DCGM_FI_DEV_GPU_UTIL')}) / 100`),
    series(
      ...(['networkReceived', 'used'] as const),
      counter('node_network_receive_bytes_total', real),
    ),
    series(
      ...(['networkSent', 'used'] as const),
      counter('node_network_transmit_bytes_total', real),
    ),
    series(
      ...(['diskRead', 'used'] as const),
      counter('node_disk_read_bytes_total', disks),
    ),
    series(
      ...(['diskWritten', 'used'] as const),
      counter('node_disk_written_bytes_total', disks),
    ),
    series(
      ...(['pods', 'used'] as const),
      sum(of('kube_pod_status_phase', ['phase', '=', 'Running'])),
    ),
  ];
}

import type { WrittenSeries } from './remoteWrite';

/** What a pod does, all the time. */
export interface PodMetrics {
  /** Labels of each series, such as that of the cluster. */
  common: Record<string, string>;
  namespace: string;
  pod: string;
  /** Cores in use. */
  cpu: number;
  /** Bytes in use. */
  memory: number;
  /** Share of the periods in which it is held back. */
  throttled?: number;
  requested?: { cpu: number; memory: number };
  /** Of its GPUs, in percent. */
  gpus?: number[];
  /** As Kubernetes calls it; default: Running */
  phase?: 'Pending' | 'Running' | 'Succeeded';
  /** As kube-state-metrics calls them, such as `label_pagoda_io_experiment`. */
  labels?: Record<string, string>;
  /** Milliseconds since 1970, and those between samples. */
  from: number;
  until: number;
  every: number;
}

const MI = 2 ** 20;

/** The series of a pod with one container `main`, as cAdvisor, kube-state-metrics and the DCGM exporter have them. */
export function podMetrics(about: PodMetrics): WrittenSeries[] {
  const { common, namespace, pod, requested, gpus = [] } = about;
  const ofPod = { ...common, namespace, pod };
  const series = (
    name: string,
    labels: Record<string, string>,
    value: (seconds: number) => number,
  ): WrittenSeries => {
    const samples: [number, number][] = [];
    for (let time = about.from; time <= about.until; time += about.every) {
      samples.push([time, value((time - about.from) / 1000)]);
    }
    return { labels: { __name__: name, ...ofPod, ...labels }, samples };
  };
  const main = { container: 'main', image: 'busybox' };
  const periods = (seconds: number) => seconds * 10;
  return [
    series('container_cpu_usage_seconds_total', main, s => s * about.cpu),
    // cAdvisor has the whole pod, and what holds it together, in the same series.
    series('container_cpu_usage_seconds_total', {}, s => s * about.cpu),
    series(
      'container_cpu_usage_seconds_total',
      { container: 'POD' },
      s => s * 100,
    ),
    series('container_memory_working_set_bytes', main, () => about.memory),
    series('container_memory_working_set_bytes', {}, () => about.memory),
    series('container_cpu_cfs_periods_total', main, periods),
    series(
      'container_cpu_cfs_throttled_periods_total',
      main,
      s => periods(s) * (about.throttled ?? 0),
    ),
    series(
      'container_network_receive_bytes_total',
      { interface: 'eth0' },
      s => s * 1000,
    ),
    series(
      'container_network_transmit_bytes_total',
      { interface: 'eth0' },
      s => s * 500,
    ),
    series('container_fs_reads_bytes_total', main, s => s * 200),
    series('container_fs_writes_bytes_total', main, s => s * 100),
    ...(['Pending', 'Running', 'Succeeded'] as const).map(phase =>
      series('kube_pod_status_phase', { phase }, () =>
        phase === (about.phase ?? 'Running') ? 1 : 0,
      ),
    ),
    ...(requested
      ? (['cpu', 'memory'] as const).map(resource =>
          series(
            'kube_pod_container_resource_requests',
            { container: 'main', resource },
            () => requested[resource],
          ),
        )
      : []),
    ...(about.labels ? [series('kube_pod_labels', about.labels, () => 1)] : []),
    ...gpus.flatMap((percent, gpu) => [
      // The second is as Prometheus has it without honor_labels.
      ...[series('DCGM_FI_DEV_GPU_UTIL', { gpu: `${gpu}` }, () => percent)].map(
        each =>
          gpu % 2 === 0
            ? each
            : {
                ...each,
                labels: {
                  ...each.labels,
                  ...{ namespace: 'gpu-operator', pod: 'dcgm-exporter-1' },
                  ...{ exported_namespace: namespace, exported_pod: pod },
                },
              },
      ),
      series('DCGM_FI_DEV_FB_USED', { gpu: `${gpu}` }, () => (512 * MI) / MI),
    ]),
  ];
}

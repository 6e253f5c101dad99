import { select, type Matcher } from './matchers';
import { peak, rate, type Sampling, type SeriesSpec } from './SeriesSpec';

/** Which pods are meant. */
export interface PodSelection {
  /** Of the source, such as the label of the cluster. */
  source: readonly Matcher[];
  namespace: string;
  /** A regular expression of their names; without it, all of the namespace. */
  pods?: string;
  /** A label of the pods, as kube-state-metrics calls it, such as `label_pagoda_io_experiment`, and its value. */
  label?: readonly [name: string, value: string];
}

/** Series of single pods and their containers; or sums over all. */
export type PodDetail = 'each' | 'sum';

const REAL_CONTAINERS: Matcher[] = [
  ['container', '!=', ''],
  // What keeps the pod's network open, where a runtime shows that as a container.
  ['container', '!=', 'POD'],
];

/**
 * What pods use, and what was asked for them: series of cAdvisor, kube-state-metrics, and NVIDIA's DCGM exporter. Each
 * selector holds the namespace.
 */
export function podSeries(
  selection: PodSelection,
  detail: PodDetail,
  sampling: Sampling,
): SeriesSpec[] {
  const { namespace, pods } = selection;
  const scope: Matcher[] = [
    ...selection.source,
    ['namespace', '=', namespace],
    ...(pods === undefined ? [] : [['pod', '=~', pods] as const]),
  ];
  const join = joinLabel(selection);
  const by = (...labels: string[]) =>
    detail === 'each' ? `by (${labels.join(',')}) ` : '';
  const sum = (expr: string, labels: string) =>
    `sum ${by(...labels.split(' '))}(${expr}${join})`;
  const counter = (metric: string, matchers: Matcher[] = []) =>
    rate(select(metric, [...scope, ...matchers]), sampling);
  const used = (name: SeriesSpec['name'], expr: string): SeriesSpec => ({
    ...{ name, measure: 'used', expr },
  });
  const ofContainers = (metric: string) =>
    sum(counter(metric, REAL_CONTAINERS), 'pod container');
  const gpus = (metric: string) =>
    `avg ${by('pod', 'gpu')}(${gpuSelector(metric, scope)}${join})`;
  const series: SeriesSpec[] = [
    used('cpu', ofContainers('container_cpu_usage_seconds_total')),
    used(
      'cpuThrottled',
      `${ofContainers('container_cpu_cfs_throttled_periods_total')} / (${ofContainers('container_cpu_cfs_periods_total')} > 0)`,
    ),
    used(
      'memory',
      sum(
        readMemory(
          select('container_memory_working_set_bytes', [
            ...scope,
            ...REAL_CONTAINERS,
          ]),
          { detail, sampling },
        ),
        'pod container',
      ),
    ),
    used('gpu', `${gpus('DCGM_FI_DEV_GPU_UTIL')} / 100`),
    used(
      'gpuMemory',
      `sum ${by('pod', 'gpu')}(${gpuSelector('DCGM_FI_DEV_FB_USED', scope)}${join}) * 1048576`,
    ),
    used(
      'networkReceived',
      sum(counter('container_network_receive_bytes_total'), 'pod'),
    ),
    used(
      'networkSent',
      sum(counter('container_network_transmit_bytes_total'), 'pod'),
    ),
    used('diskRead', ofContainers('container_fs_reads_bytes_total')),
    used('diskWritten', ofContainers('container_fs_writes_bytes_total')),
  ];
  return detail === 'each' ? series : [...series, ...asked(scope, join)];
}

/** Peaks of several pods need not have been at the same time, so that their sum would be too much. */
function readMemory(
  selector: string,
  { detail, sampling }: { detail: PodDetail; sampling: Sampling },
): string {
  return detail === 'each' ? peak(selector, sampling) : selector;
}

/** Of pods that wait or run: those that have ended keep what they asked for until they are deleted. */
function asked(scope: Matcher[], join: string): SeriesSpec[] {
  const phase = select('kube_pod_status_phase', [
    ...scope,
    ['phase', '=~', 'Pending|Running'],
  ]);
  const active = ` * on (namespace, pod) group_left () max by (namespace, pod) (${phase} == 1)`;
  const requests = (resource: string) =>
    `sum (${select('kube_pod_container_resource_requests', [...scope, ['resource', '=', resource]])}${active}${join})`;
  const running = select('kube_pod_status_phase', [
    ...scope,
    ['phase', '=', 'Running'],
  ]);
  return [
    { name: 'cpu', measure: 'requested', expr: requests('cpu') },
    { name: 'memory', measure: 'requested', expr: requests('memory') },
    { name: 'pods', measure: 'used', expr: `sum (${running}${join})` },
  ];
}

/** Leaves those of pods with the label, of which kube-state-metrics is told by `metricLabelsAllowlist`. */
function joinLabel({ source, namespace, label }: PodSelection): string {
  if (!label) {
    return '';
  }
  const pods = select('kube_pod_labels', [
    ...source,
    ['namespace', '=', namespace],
    [label[0], '=', label[1]],
  ]);
  return ` * on (namespace, pod) group_left () max by (namespace, pod) (${pods})`;
}

/**
 * The exporter names the pod that has the GPU. Where Prometheus does not honour that, its own pod's labels take the names,
 * and those become `exported_…`.
 */
function gpuSelector(metric: string, scope: Matcher[]): string {
  const exported = scope.map(([label, operator, value]): Matcher =>
    label === 'namespace' || label === 'pod'
      ? [`exported_${label}`, operator, value]
      : [label, operator, value],
  );
  const renamed = ['namespace', 'pod'].reduce(
    (expr, label) =>
      `label_replace(${expr},"${label}","$1","exported_${label}","(.*)")`,
    select(metric, exported),
  );
  return `(${select(metric, scope)} or ${renamed})`;
}

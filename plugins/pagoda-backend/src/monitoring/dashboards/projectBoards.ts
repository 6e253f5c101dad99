import { clusterVariable, matchers } from './matchers';
import { podPanels } from './podPanels';
import type { Board, BoardOptions } from './types';

const NAMESPACE = 'namespace="$namespace"';

/** The dashboards of what belongs to a project: each of their queries is held to its namespace. */
export function projectBoards(options: BoardOptions): Board[] {
  const common = { audience: 'project' as const };
  const variables = {
    ...clusterVariable(options),
    namespace: 'Namespace of the project',
  };
  return [
    {
      ...common,
      name: 'run',
      uid: 'pagoda-run',
      title: 'PAGoDA / Run',
      description: 'What the pods of a run use of what was asked for them',
      variables: { ...variables, pod: 'Pods, as a regular expression' },
      panels: podPanels(options, {
        matchers: [NAMESPACE, 'pod=~"$pod"'],
        by: ['pod'],
        legend: '{{pod}}',
      }),
    },
    {
      ...common,
      name: 'sweep',
      uid: 'pagoda-sweep',
      title: 'PAGoDA / Sweep',
      description: 'What all points of a sweep use together',
      variables: { ...variables, sweep: 'Id of the sweep' },
      panels: labelled(options, 'label_pagoda_io_sweep="$sweep"'),
    },
    {
      ...common,
      name: 'experiment',
      uid: 'pagoda-experiment',
      title: 'PAGoDA / Experiment',
      description: 'What all runs of an experiment use together',
      variables: { ...variables, experiment: 'Experiment' },
      panels: labelled(options, 'label_pagoda_io_experiment="$experiment"'),
    },
    {
      ...common,
      name: 'project',
      uid: 'pagoda-project',
      title: 'PAGoDA / Project',
      description: 'What all runs of a project use together on a cluster',
      variables,
      panels: [
        ...podPanels(options, {
          matchers: [NAMESPACE],
          by: [],
          legend: 'used',
        }),
        {
          title: 'Pods',
          unit: 'short',
          queries: [
            {
              expr: `sum by (phase) (kube_pod_status_phase${matchers(options, NAMESPACE)})`,
              legend: '{{phase}}',
            },
          ],
        },
        {
          title: 'Volumes',
          description: 'Share of each that is full',
          unit: 'percentunit',
          queries: [
            {
              expr: `max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes${matchers(options, NAMESPACE)} / kubelet_volume_stats_capacity_bytes${matchers(options, NAMESPACE)})`,
              legend: '{{persistentvolumeclaim}}',
            },
          ],
        },
      ],
    },
    volumeBoard(options, variables),
  ];
}

function volumeBoard(
  options: BoardOptions,
  variables: Record<string, string>,
): Board {
  const claim = matchers(options, NAMESPACE, 'persistentvolumeclaim="$claim"');
  return {
    name: 'volume',
    uid: 'pagoda-volume',
    title: 'PAGoDA / Volume',
    description: 'How full a volume is, while a pod has it',
    audience: 'project',
    variables: { ...variables, claim: 'Claim' },
    panels: [
      {
        title: 'Space',
        unit: 'bytes',
        queries: [
          {
            expr: `max (kubelet_volume_stats_used_bytes${claim})`,
            legend: 'used',
          },
          {
            expr: `max (kubelet_volume_stats_capacity_bytes${claim})`,
            legend: 'capacity',
          },
        ],
      },
      {
        title: 'Files',
        unit: 'short',
        queries: [
          {
            expr: `max (kubelet_volume_stats_inodes_used${claim})`,
            legend: 'used',
          },
          {
            expr: `max (kubelet_volume_stats_inodes${claim})`,
            legend: 'possible',
          },
        ],
      },
    ],
  };
}

/** Of the pods with a label, of which kube-state-metrics is told by `metricLabelsAllowlist`. */
function labelled(options: BoardOptions, label: string) {
  return podPanels(options, {
    matchers: [NAMESPACE],
    join: ` * on (namespace, pod) group_left () max by (namespace, pod) (kube_pod_labels${matchers(options, NAMESPACE, label)})`,
    by: [],
    legend: 'used',
  });
}

import type { ExperimentSpec } from '@pagoda/plugin-pagoda-common';

/** On which nodes a run may be executed, named; empty where it asks for none in particular. */
export function nodeFacts({
  nodeSelector = {},
  tolerations = [],
}: Pick<ExperimentSpec, 'nodeSelector' | 'tolerations'>): {
  label: string;
  value: string;
}[] {
  const labels = Object.entries(nodeSelector).map(([key, value]) =>
    value === '' ? key : `${key}=${value}`,
  );
  const taints = tolerations.map(
    ({ key, value, effect }) =>
      `${key}${value === undefined ? '' : `=${value}`}${effect ? `:${effect}` : ''}`,
  );
  return [
    ...(labels.length > 0
      ? [{ label: 'Nodes with', value: labels.join(', ') }]
      : []),
    ...(taints.length > 0
      ? [{ label: 'Tolerates', value: taints.join(', ') }]
      : []),
  ];
}

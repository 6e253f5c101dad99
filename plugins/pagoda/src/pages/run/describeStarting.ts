import type { Run } from '@pagoda/plugin-pagoda-common';

/**
 * How far the start of a run has got, from what is known of its place; `undefined` where there is nothing to tell because
 * it does not start on a cluster, or something else explains it.
 */
export function describeStarting({
  cluster,
  status,
}: Pick<Run, 'cluster' | 'status'>): string | undefined {
  const { phase, explanation, placement } = status;
  if (phase !== 'Starting' || explanation || !placement) {
    return undefined;
  }
  const { pod, node } = placement;
  if (!pod) {
    return `Its job is on cluster ${cluster}, which has not made its pod yet.`;
  }
  return node
    ? `Its pod has node ${node}, where the image is fetched, volumes are mounted and containers are started.`
    : `Its pod waits for a node of cluster ${cluster}.`;
}

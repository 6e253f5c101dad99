import type { LimitRange } from 'kubernetes-types/core/v1';
import { projectLabels } from './objectNames';

/**
 * What a container gets that says nothing: a quota refuses pods that ask for no amount. CPU has no limit by default, for a
 * limit throttles where cores are idle.
 */
export function buildLimitRange(
  namespace: string,
  project: string,
): LimitRange {
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'pagoda', namespace, labels: projectLabels(project) },
    spec: {
      limits: [
        {
          type: 'Container',
          default: { memory: '512Mi' },
          defaultRequest: { cpu: '100m', memory: '128Mi' },
        },
      ],
    },
  };
}

import type { Cluster } from '@pagoda/plugin-pagoda-common';
import type { LifecyclePhase } from './PlanRecord';

/**
 * One phase for a provisioned cluster: what is done to it, and where that is nothing, how its Kubernetes is.
 *
 * @param lifecycle - how far the cluster is in its cloud
 * @param health - how the Kubernetes on it was when it was last looked at
 * @param looked - whether anybody has looked at it yet
 */
export function mergePhases(
  lifecycle: LifecyclePhase,
  health: Cluster['status']['phase'],
  looked: boolean,
): Cluster['status']['phase'] {
  switch (lifecycle) {
    case 'Ready':
      // It can be used when it has been reached.
      return looked ? health : 'Provisioning';
    case 'Degraded':
      return looked && health === 'Unreachable' ? health : 'Degraded';
    default:
      return lifecycle;
  }
}

import type { ProjectKubernetes, RunSpec } from '@pagoda/plugin-pagoda-common';
import { invalidInput, type Problem } from '../http/errors';
import { podSettings } from '../projects/clusters/podSettings';

/**
 * Checks what a run asks of its cluster beyond resources: whether that can give it, and the project may have it.
 *
 * @param settings - of the project
 * @throws ApiError 400 that names the field
 */
export function checkForCluster(
  { services = [], nodeSelector = {}, tolerations = [] }: RunSpec,
  cluster: { name: string; engine: string },
  settings: ProjectKubernetes | undefined,
): void {
  if (cluster.engine !== 'kubernetes') {
    if (services.length > 0) {
      throw invalidInput(
        [
          {
            field: 'spec.services',
            message: `are for Kubernetes clusters; '${cluster.name}' is none`,
          },
        ],
        'Choose a Kubernetes cluster, or start what is needed in the command itself.',
      );
    }
    // What has no nodes to choose among fits any choice of nodes.
    return;
  }
  const allowed = podSettings(settings);
  const problems: Problem[] = [
    ...Object.entries(nodeSelector)
      .filter(([key, value]) => !allowed.allowsNodeSelector(key, value))
      .map(([key, value]) => ({
        field: 'spec.nodeSelector',
        message: `has '${key}: ${value}', which the project does not allow`,
      })),
    ...tolerations.flatMap((toleration, index) =>
      allowed.allowsToleration(toleration)
        ? []
        : [
            {
              field: `spec.tolerations.${index}`,
              message: `tolerates '${toleration.key}', which the project does not allow`,
            },
          ],
    ),
  ];
  if (problems.length > 0) {
    throw invalidInput(
      problems,
      'Leave it out, or have an administrator allow it in the settings of the project.',
    );
  }
}

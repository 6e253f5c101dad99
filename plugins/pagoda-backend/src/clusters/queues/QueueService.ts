import {
  projectPermissions,
  type ClusterQueueList,
} from '@pagoda/plugin-pagoda-common';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import { conflict, notFound } from '../../http/errors';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { ClusterStore } from '../ClusterStore';
import type { Queues } from './Queues';

/** What {@link QueueService} needs. */
export interface QueueServiceOptions {
  clusters: Pick<ClusterStore, 'find'>;
  access: ProjectAccess;
  queues: Queues;
}

/** Who may see the queues of a project on a cluster. */
export class QueueService {
  readonly #options: QueueServiceOptions;

  constructor(options: QueueServiceOptions) {
    this.#options = options;
  }

  /** @throws ApiError 404 for a project or a cluster; 409 `ClusterUnreachable`. */
  async list(
    caller: Caller,
    name: string,
    project: string,
  ): Promise<ClusterQueueList> {
    const { clusters, access, queues } = this.#options;
    await access.require(caller, projectPermissions.runRead, project);
    const cluster = await clusters.find(name);
    if (!cluster) {
      throw notFound('Cluster', name, 'cluster');
    }
    try {
      const { queues: items, priorityClasses } = await queues.read(
        cluster,
        project,
      );
      return { items, priorityClasses };
    } catch (error) {
      if (error instanceof KubernetesError) {
        throw conflict(
          'ClusterUnreachable',
          `The queues of cluster '${name}' cannot be read: ${error.message}`,
          { advice: 'Try again when the cluster answers.' },
        );
      }
      throw error;
    }
  }
}

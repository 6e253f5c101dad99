import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import { ApiError, conflict, invalidInput } from '../../http/errors';
import { BoundedCache } from '../../permissions/BoundedCache';
import type { ClusterRecord } from '../ClusterStore';
import { readQueues, type ProjectQueues } from './readQueues';

/** What {@link Queues} needs. */
export interface QueuesOptions {
  connections: { client(cluster: string): Promise<KubernetesClient> };
  namespaces: { namespaceOf(project: string): string };
}

/** What of a cluster matters here. */
export type QueueCluster = Pick<ClusterRecord, 'name' | 'features'>;

/** What a run says of its queue. */
export interface QueueChoice {
  queue?: string;
  priorityClass?: string;
}

/** For how long submits believe what was read, in milliseconds. */
const TTL = 5_000;
/** Names that a message lists. */
const NAMED = 10;

/** A queue that Kueue uses where a Job names none: LocalQueueDefaulting in its documentation. */
const DEFAULT = 'default';

const NONE: ProjectQueues = { queues: [], priorityClasses: [] };

/** The queues of Kueue that projects have on clusters. */
export class Queues {
  readonly #options: QueuesOptions;
  readonly #known = new BoundedCache<ProjectQueues>(TTL);

  constructor(options: QueuesOptions) {
    this.#options = options;
  }

  /**
   * The queues of a project on a cluster, as they are now; none where the cluster has no Kueue.
   *
   * @throws KubernetesError
   */
  async read(cluster: QueueCluster, project: string): Promise<ProjectQueues> {
    const version = cluster.features?.kueue.version;
    if (version === undefined) {
      return NONE;
    }
    const { connections, namespaces } = this.#options;
    return readQueues(
      await connections.client(cluster.name),
      version,
      namespaces.namespaceOf(project),
    );
  }

  /**
   * The queue of a run, checked. One that names none gets the project's queue `default`, where there is one: Kueue would
   * put it there anyway.
   *
   * @throws ApiError 400, 404 or 409 that names the field of the body.
   */
  async choose(
    cluster: QueueCluster,
    project: string,
    choice: QueueChoice,
  ): Promise<string | undefined> {
    const queue = choice.queue ?? (await this.#default(cluster, project));
    await this.#check(cluster, project, { ...choice, queue });
    return queue;
  }

  async #default(
    cluster: QueueCluster,
    project: string,
  ): Promise<string | undefined> {
    try {
      const { queues } = await this.#read(cluster, project);
      return queues.find(({ name }) => name === DEFAULT)?.name;
    } catch (error) {
      if (error instanceof KubernetesError) {
        // It is not known whether there is one: then the run waits for the cluster anyway.
        return undefined;
      }
      throw error;
    }
  }

  async #check(
    cluster: QueueCluster,
    project: string,
    { queue, priorityClass }: QueueChoice,
  ): Promise<void> {
    if (queue === undefined) {
      if (priorityClass !== undefined) {
        throw invalidInput([
          {
            field: 'priorityClass',
            message: 'belongs to a queue; name one with it, or leave it out',
          },
        ]);
      }
      return;
    }
    if (cluster.features?.kueue.installed !== true) {
      throw conflict(
        'NoQueues',
        `Cluster '${cluster.name}' has no queues: Kueue is not installed there`,
        {
          field: 'queue',
          advice: 'Leave the queue out, or choose another cluster.',
        },
      );
    }
    const { queues, priorityClasses } = await this.#find(
      cluster,
      project,
      queue,
    );
    if (!queues.some(({ name }) => name === queue)) {
      throw missing('Queue', queue, 'queue', {
        where: `in the namespace of project '${project}' on cluster '${cluster.name}'`,
        names: queues.map(({ name }) => name),
      });
    }
    // None at all: perhaps they may not be read.
    if (
      priorityClass !== undefined &&
      priorityClasses.length > 0 &&
      !priorityClasses.some(({ name }) => name === priorityClass)
    ) {
      throw missing('PriorityClass', priorityClass, 'priorityClass', {
        where: `on cluster '${cluster.name}'`,
        names: priorityClasses.map(({ name }) => name),
      });
    }
  }

  #read(cluster: QueueCluster, project: string): Promise<ProjectQueues> {
    return this.#known.get(`${cluster.name} ${project}`, () =>
      this.read(cluster, project),
    );
  }

  /** What was read lately is believed as long as the queue is in it. */
  async #find(
    cluster: QueueCluster,
    project: string,
    queue: string,
  ): Promise<ProjectQueues> {
    try {
      const known = await this.#read(cluster, project);
      return known.queues.some(({ name }) => name === queue)
        ? known
        : await this.read(cluster, project);
    } catch (error) {
      if (error instanceof KubernetesError) {
        throw conflict(
          'ClusterUnreachable',
          `Whether the queue is there cannot be said now: ${error.message}`,
          {
            field: 'queue',
            advice: 'Try again when the cluster answers, or leave it out.',
          },
        );
      }
      throw error;
    }
  }
}

function missing(
  kind: string,
  name: string,
  field: string,
  { where, names }: { where: string; names: string[] },
): ApiError {
  const listed = names.slice(0, NAMED).join(', ');
  const more = names.length > NAMED ? ' …' : '';
  return new ApiError(`${kind} '${name}' was not found ${where}`, {
    code: `${kind}NotFound`,
    status: 404,
    field,
    advice:
      names.length > 0
        ? `There are: ${listed}${more}.`
        : 'There are none; an administrator of the cluster creates them.',
  });
}

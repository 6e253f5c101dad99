import type { ClusterResources, RunSpec } from '@pagoda/plugin-pagoda-common';
import type { QueueCluster, Queues } from '../clusters/queues/Queues';
import { conflict, notFound } from '../http/errors';
import type { ProjectStore } from '../projects/ProjectStore';
import { checkForCluster } from './checkForCluster';
import type { QuotaSituation } from './checkQuota';

/** What {@link RunPlacement} needs of other nouns. */
export interface RunPlacementOptions {
  projects: ProjectStore;
  clusters: {
    find(name: string): Promise<
      | (QueueCluster & {
          engine: string;
          phase: string;
          capacity: ClusterResources;
        })
      | undefined
    >;
  };
  queues: Pick<Queues, 'choose'>;
  volumes: {
    find(
      project: string,
      name: string,
    ): Promise<{ phase: string; cluster?: string; cloud?: string } | undefined>;
  };
  /** Where a run goes that names no cluster. */
  defaultCluster: string;
}

/** Finds out where a run would execute, whether what it names exists, and what it may count on. */
export class RunPlacement {
  readonly #options: RunPlacementOptions;

  constructor(options: RunPlacementOptions) {
    this.#options = options;
  }

  /**
   * @param fieldOf - where a volume stands in the request
   * @throws ApiError 404 that names the field of the body; 409 `VolumeElsewhere` for a volume of another cluster, and
   * what {@link Queues.choose} does.
   */
  async place(
    project: string,
    wanted: string | undefined,
    spec: RunSpec,
    fieldOf: (volume: string) => string,
  ): Promise<{ cluster: string; queue?: string; situation: QuotaSituation }> {
    const { projects, clusters, volumes, queues } = this.#options;
    const name = wanted ?? this.#options.defaultCluster;
    const cluster = await clusters.find(name);
    if (!cluster) {
      throw notFound('Cluster', name, 'cluster');
    }
    if (cluster.phase === 'Deleting') {
      throw conflict('BeingRemoved', `Cluster '${name}' is being removed`, {
        ...{ field: 'cluster', advice: 'Choose another cluster.' },
      });
    }
    for (const volume of spec.volumes) {
      const found = await volumes.find(project, volume.name);
      if (!found || found.phase === 'Deleting') {
        throw notFound('Volume', volume.name, fieldOf(volume.name));
      }
      if (found.cluster === undefined) {
        throw conflict(
          'VolumeElsewhere',
          `Volume '${volume.name}' is in cloud '${found.cloud}' and on no cluster, and the run is to be on cluster '${cluster.name}'`,
          {
            field: fieldOf(volume.name),
            advice: `Bind it to the cluster first: set its cluster to '${cluster.name}'.`,
          },
        );
      }
      if (found.cluster !== cluster.name) {
        throw conflict(
          'VolumeElsewhere',
          `Volume '${volume.name}' is on cluster '${found.cluster}', and the run is to be on cluster '${cluster.name}', which cannot reach it`,
          {
            field: fieldOf(volume.name),
            advice: `Run it on cluster '${found.cluster}', or use a volume of cluster '${cluster.name}'.`,
          },
        );
      }
    }
    const record = await projects.find(project);
    if (!record) {
      throw notFound('Project', project, 'project');
    }
    checkForCluster(spec, cluster, record.kubernetes);
    const queue = await queues.choose(cluster, project, spec);
    return {
      cluster: cluster.name,
      ...(queue !== undefined && { queue }),
      situation: {
        project,
        quota: record.quota,
        cluster: cluster.name,
        capacity: cluster.capacity,
      },
    };
  }
}

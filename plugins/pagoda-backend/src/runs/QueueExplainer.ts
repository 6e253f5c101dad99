import {
  formatBytes,
  type Cluster,
  type ClusterResources,
  type Condition,
  type Explanation,
  type Quota,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import { findShortage, type Demand } from './admission/shortage';
import {
  explainClusterUnreachable,
  OUT_OF_SERVICE,
} from './explain/explainClusterUnreachable';
import { explainWaiting } from './explain/explainWaiting';
import type { RunExplainer } from './RunExplainer';
import { runDemand } from './runDemand';
import type { RunQueue } from './RunQueue';
import type { ProjectDemand } from './types';

/** Active runs that an explanation names. */
const NAMED = 5;

/** What {@link QueueExplainer} needs. */
export interface QueueExplainerOptions {
  queue: RunQueue;
  store: { projectDemand(project: string): Promise<ProjectDemand> };
  projects: { find(name: string): Promise<{ quota: Quota } | undefined> };
  clusters: {
    find(name: string): Promise<
      | {
          phase: Cluster['status']['phase'];
          capacity: ClusterResources;
          conditions: Condition[];
          /** Of provisioned clusters. */
          plan?: { conditions: Condition[] };
        }
      | undefined
    >;
    load(names: string[]): Promise<Map<string, { allocated: Demand }>>;
  };
}

/** Explains a run that waits from how things are at this moment, and any other by what was written down. */
export class QueueExplainer implements RunExplainer {
  readonly #options: QueueExplainerOptions;

  constructor(options: QueueExplainerOptions) {
    this.#options = options;
  }

  async explain(run: Run): Promise<Explanation | undefined> {
    const { phase, nextAttemptAt, explanation } = run.status;
    const known = explanation ?? undefined;
    const waitsForRetry =
      nextAttemptAt && Date.parse(nextAttemptAt) > Date.now();
    return phase !== 'Queued' || waitsForRetry
      ? known
      : ((await this.#explainNow(run)) ?? known);
  }

  async #explainNow(run: Run): Promise<Explanation | undefined> {
    const { queue, store, projects, clusters } = this.#options;
    const cluster = await clusters.find(run.cluster);
    if (!cluster || OUT_OF_SERVICE[cluster.phase] !== undefined) {
      return explainClusterUnreachable(
        run.cluster,
        cluster && [...(cluster.plan?.conditions ?? []), ...cluster.conditions],
        cluster?.phase,
      );
    }
    const project = await projects.find(run.project);
    const load = await clusters.load([run.cluster]);
    const sweeps = await queue.limitedSweeps(run.cluster);
    const shortage = findShortage(runDemand(run.spec), {
      quota: project?.quota ?? {},
      projectUsed: await store.projectDemand(run.project),
      capacity: cluster.capacity,
      clusterUsed: load.get(run.cluster)?.allocated ?? {
        cpu: 0,
        memoryBytes: 0,
        gpu: 0,
      },
      sweep: run.sweep ? sweeps.get(run.sweep) : undefined,
      queued: run.spec.queue !== undefined,
    });
    if (!shortage) {
      return undefined;
    }
    return explainWaiting(shortage, {
      project: run.project,
      cluster: run.cluster,
      position: await queue.position(run, {
        within: shortage.cause === 'Parallelism' ? 'sweep' : 'project',
        sweeps,
      }),
      inUseBy: shortage.cause === 'Quota' ? await this.#users(run.project) : [],
    });
  }

  /** Who uses the project's quota, a sentence each. */
  async #users(project: string): Promise<string[]> {
    const active = await this.#options.queue.activeOf(project, NAMED + 1);
    const users = active.slice(0, NAMED).map(({ run }) => {
      const { cpu, memoryBytes, gpu } = runDemand(run.spec);
      const devices = gpu > 0 ? `, ${gpu} GPU` : '';
      return `in use by run #${run.number} of ${run.owner}: ${cpu} CPU, ${formatBytes(memoryBytes)} of memory${devices}`;
    });
    return active.length > NAMED ? [...users, 'and by more'] : users;
  }
}

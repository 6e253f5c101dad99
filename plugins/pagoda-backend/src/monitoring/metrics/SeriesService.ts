import {
  platformPermissions,
  projectPermissions,
  type MetricSeriesList,
  type ProjectPermission,
  type Run,
  type RunEvent,
} from '@pagoda/plugin-pagoda-common';
import { escapeRegex } from '../../clients/prometheus/quoteLabelValue';
import { notFound } from '../../http/errors';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { SweepRecord } from '../../sweeps/types';
import { adviseRun } from './adviseRun';
import { nodeSeries } from './nodeSeries';
import { podSeries, type PodDetail, type PodSelection } from './podSeries';
import type { SeriesPlaces, Unmeasured } from './SeriesPlaces';
import type { ReadSeries, SeriesReader, SeriesTarget } from './SeriesReader';
import { readSeriesRange, type SeriesQuery } from './readSeriesRange';
import { lifeOf, podsOf, withAsked } from './runSelection';
import { toPhases } from './toPhases';

/** What {@link SeriesService} needs. */
export interface SeriesServiceOptions {
  access: ProjectAccess;
  places: SeriesPlaces;
  reader: SeriesReader;
  run: (id: string) => Promise<
    | {
        run: Run;
        usage: { cpuSeconds?: number; peakMemoryBytes?: number };
      }
    | undefined
  >;
  events: (run: string) => Promise<RunEvent[]>;
  sweep: (id: string) => Promise<SweepRecord | undefined>;
  /** Whether its points are in a queue of the cluster. */
  isQueued: (sweep: string) => Promise<boolean>;
  hasExperiment: (project: string, name: string) => Promise<boolean>;
  /** When the project was created: another may have had its name before. Milliseconds since 1970. */
  projectSince: (name: string) => Promise<number>;
  hasCluster: (name: string) => Promise<boolean>;
}

/** Which pods on a cluster. */
interface Pods {
  cluster: string;
  namespace: string;
  select?: Pick<PodSelection, 'pods' | 'label'>;
  labels?: Record<string, string>;
}

const LABELS_MISSING =
  'Nothing was measured in this time. They are told apart by a label of their pods, which kube-state-metrics has to be told of: metricLabelsAllowlist.';
const SWEEP_LABEL = 'label_pagoda_io_sweep';
const EXPERIMENT_LABEL = 'label_pagoda_io_experiment';

/** What things use over time, for who may see them. Each query of a project's is held to its namespaces here. */
export class SeriesService {
  readonly #options: SeriesServiceOptions;

  constructor(options: SeriesServiceOptions) {
    this.#options = options;
  }

  async run(
    caller: Caller,
    id: string,
    query: SeriesQuery,
  ): Promise<MetricSeriesList> {
    const { events, places } = this.#options;
    const record = await this.#options.run(id);
    if (!(await this.#sees(caller, record?.run))) {
      throw notFound('Run', id, 'run');
    }
    const { run, usage } = record!;
    const now = Date.now();
    const range = readSeriesRange(query, { now, usual: lifeOf(run, now) });
    const pods = podsOf(run);
    const place = await places.ofProject(run.project, run.cluster, {
      namespace: run.status.placement?.namespace,
    });
    let read: ReadSeries;
    if ('code' in place) {
      read = unmeasured(place);
    } else if (pods === undefined) {
      read = unmeasured({
        code: 'NotMeasured',
        reason: 'It has not begun anywhere yet.',
      });
    } else {
      read = await this.#pods([{ ...place, select: { pods } }], range, 'each');
    }
    const isWhole = query.since === undefined && query.until === undefined;
    const series = read.series.map(each => withAsked(each, run));
    return {
      ...answer({ ...read, series }, range),
      phases: toPhases(await events(id), run.status),
      advice: adviseRun(run, usage, { series: isWhole ? series : [], now }),
    };
  }

  async sweep(
    caller: Caller,
    id: string,
    query: SeriesQuery,
  ): Promise<MetricSeriesList> {
    const sweep = await this.#options.sweep(id);
    if (!(await this.#sees(caller, sweep))) {
      throw notFound('Sweep', id, 'sweep');
    }
    const { project, cluster, createdAt, finishedAt } = sweep!;
    const now = Date.now();
    const range = readSeriesRange(query, {
      now,
      usual: {
        since: createdAt,
        until: Math.max(finishedAt ?? now, createdAt + 1),
      },
    });
    const place = await this.#options.places.ofProject(project, cluster);
    if ('code' in place) {
      return answer(unmeasured(place), range);
    }
    // In a queue each point has a Job of its own, whose name is not that of the sweep.
    const select = (await this.#options.isQueued(id))
      ? { label: [SWEEP_LABEL, id] as const }
      : { pods: `sweep-${escapeRegex(id)}-.*` };
    return answer(await this.#pods([{ ...place, select }], range), range);
  }

  /** @throws ApiError 404 */
  async experiment(
    caller: Caller,
    project: string,
    experiment: string,
    query: SeriesQuery & { cluster?: string },
  ): Promise<MetricSeriesList> {
    const { access, hasExperiment } = this.#options;
    await access.require(caller, projectPermissions.experimentRead, project);
    if (!(await hasExperiment(project, experiment))) {
      throw notFound('Experiment', `${project}/${experiment}`, 'experiment');
    }
    return this.#ofProject(project, query, {
      label: [EXPERIMENT_LABEL, experiment],
    });
  }

  async project(
    caller: Caller,
    project: string,
    query: SeriesQuery & { cluster?: string },
  ): Promise<MetricSeriesList> {
    const { access } = this.#options;
    await access.require(caller, projectPermissions.projectRead, project);
    return this.#ofProject(project, query, {});
  }

  async cluster(
    caller: Caller,
    name: string,
    query: SeriesQuery,
  ): Promise<MetricSeriesList> {
    const { access, hasCluster, places } = this.#options;
    await access.requirePlatform(caller, platformPermissions.clusterRead);
    if (!(await hasCluster(name))) {
      throw notFound('Cluster', name, 'cluster');
    }
    const range = readSeriesRange(query, { now: Date.now() });
    const source = await places.ofNodes(name);
    if ('code' in source) {
      return answer(unmeasured(source), range);
    }
    const series: SeriesTarget['series'] = sampling =>
      nodeSeries(source.matchers, undefined, sampling);
    return answer(
      await this.#options.reader.read([{ source, series }], range),
      range,
    );
  }

  async fleet(caller: Caller, query: SeriesQuery): Promise<MetricSeriesList> {
    const { access, places, reader } = this.#options;
    await access.requirePlatform(caller, platformPermissions.clusterAdminister);
    const range = readSeriesRange(query, { now: Date.now() });
    const all = places.all();
    if ('code' in all) {
      return answer(unmeasured(all), range);
    }
    const targets = all.map(({ cluster, source, clusterLabel }) => ({
      source,
      series: (sampling: Parameters<SeriesTarget['series']>[0]) =>
        nodeSeries(source.matchers, clusterLabel, sampling),
      ...(cluster !== undefined && {
        labels: { cluster },
        place: `On cluster '${cluster}'`,
      }),
      ...(clusterLabel !== undefined && {
        rename: { [clusterLabel]: 'cluster' },
      }),
    }));
    return answer(await reader.read(targets, range), range);
  }

  async #ofProject(
    project: string,
    { cluster, ...query }: SeriesQuery & { cluster?: string },
    select: NonNullable<Pods['select']>,
  ): Promise<MetricSeriesList> {
    const { places, projectSince } = this.#options;
    const range = readSeriesRange(query, {
      now: Date.now(),
      earliest: await projectSince(project),
    });
    const found = await places.allOfProject(project, cluster);
    if ('code' in found) {
      return answer(unmeasured(found), range);
    }
    const pods = found.map(place => ({
      ...{ ...place, select, labels: { cluster: place.cluster } },
    }));
    const read = await this.#pods(pods, range);
    const isMissing = select.label && read.available && !read.series.length;
    return answer(
      isMissing ? { ...read, reason: read.reason ?? LABELS_MISSING } : read,
      range,
    );
  }

  #pods(
    all: (Pods & { source: SeriesTarget['source'] })[],
    range: Parameters<SeriesReader['read']>[1],
    detail: PodDetail = 'sum',
  ): Promise<ReadSeries> {
    return this.#options.reader.read(
      all.map(({ source, cluster, namespace, select, labels }) => ({
        ...{ source, labels, place: `On cluster '${cluster}'` },
        series: sampling =>
          podSeries(
            { source: source.matchers, namespace, ...select },
            detail,
            sampling,
          ),
      })),
      range,
    );
  }

  async #sees(
    caller: Caller,
    thing: { project: string } | undefined,
    permission: ProjectPermission = projectPermissions.runRead,
  ): Promise<boolean> {
    return (
      thing !== undefined &&
      this.#options.access.allows(caller, permission, thing.project)
    );
  }
}

function unmeasured({ code, reason }: Unmeasured): ReadSeries {
  return { available: false, code, reason, series: [] };
}

function answer(
  read: ReadSeries,
  { start, end, step }: ReturnType<typeof readSeriesRange>,
): MetricSeriesList {
  return {
    ...read,
    since: new Date(start).toISOString(),
    until: new Date(end).toISOString(),
    stepSeconds: step,
  };
}

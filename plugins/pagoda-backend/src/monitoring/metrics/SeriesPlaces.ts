import type { MetricSeriesList } from '@pagoda/plugin-pagoda-common';
import type { MetricSource, MetricSources } from './MetricSources';

/** Why there are no series. */
export interface Unmeasured {
  code: NonNullable<MetricSeriesList['code']>;
  reason: string;
}

/** Where pods of a project are measured. */
export interface PodPlace {
  cluster: string;
  namespace: string;
  source: MetricSource;
}

/** What {@link SeriesPlaces} needs. */
export interface SeriesPlacesOptions {
  /** Missing where no Prometheus is connected. */
  sources?: MetricSources;
  /** A project's namespaces on clusters. */
  namespaces: (
    project: string,
  ) => Promise<{ cluster: string; namespace: string }[]>;
  /** The projects that have a namespace of the name, on whichever cluster. */
  projectsOf: (namespace: string) => Promise<string[]>;
  clusters: () => Promise<{ name: string; engine: string }[]>;
}

const NOT_CONNECTED: Unmeasured = {
  code: 'NotConnected',
  reason:
    'No Prometheus is connected. Administrators connect one with pagoda.monitoring.prometheus.',
};

/** Finds the Prometheus that has the series of something, and what tells these from those of others. */
export class SeriesPlaces {
  readonly #options: SeriesPlacesOptions;

  constructor(options: SeriesPlacesOptions) {
    this.#options = options;
  }

  /**
   * A project's pods on one cluster.
   *
   * @param known - the namespace, where it is known already
   */
  async ofProject(
    project: string,
    cluster: string,
    known: { namespace?: string } = {},
  ): Promise<PodPlace | Unmeasured> {
    const { sources, namespaces } = this.#options;
    if (!sources) {
      return NOT_CONNECTED;
    }
    const own = await namespaces(project);
    const namespace =
      known.namespace ?? own.find(each => each.cluster === cluster)?.namespace;
    if (namespace === undefined) {
      return {
        code: 'NotMeasured',
        reason:
          'This is on no Kubernetes cluster, and so Prometheus knows nothing of it.',
      };
    }
    return this.#place(project, { cluster, namespace });
  }

  /** A project's pods on all clusters, or on one; those that are not measured are left out unless there are no others. */
  async allOfProject(
    project: string,
    cluster?: string,
  ): Promise<PodPlace[] | Unmeasured> {
    const { sources, namespaces } = this.#options;
    if (!sources) {
      return NOT_CONNECTED;
    }
    const own = (await namespaces(project)).filter(
      each => cluster === undefined || each.cluster === cluster,
    );
    if (own.length === 0) {
      return {
        code: 'NotMeasured',
        reason:
          cluster === undefined
            ? 'The project has no namespace on a Kubernetes cluster yet, and so Prometheus knows nothing of it.'
            : `The project has no namespace on cluster '${cluster}', and so Prometheus knows nothing of it.`,
      };
    }
    const all = await Promise.all(own.map(each => this.#place(project, each)));
    const measured = all.filter(each => 'source' in each);
    const [refused] = all.filter(each => 'code' in each);
    return measured.length > 0 ? measured : refused;
  }

  /** A cluster's nodes. */
  async ofNodes(cluster: string): Promise<MetricSource | Unmeasured> {
    const { sources } = this.#options;
    if (!sources) {
      return NOT_CONNECTED;
    }
    const source = sources.of(cluster);
    if (!source) {
      return notConnectedFor(cluster);
    }
    if (sources.hasOwn(cluster)) {
      return source;
    }
    const clusters = (await this.#options.clusters()).filter(
      ({ name, engine }) => engine === 'kubernetes' && !sources.hasOwn(name),
    );
    if (!clusters.some(({ name }) => name === cluster)) {
      return {
        code: 'NotMeasured',
        reason:
          'This is no Kubernetes cluster, and no Prometheus of its own is connected for it.',
      };
    }
    return source.mixed && clusters.length > 1
      ? {
          code: 'NotDistinct',
          reason:
            'Several clusters have one Prometheus, and nothing tells their series apart. Administrators set pagoda.monitoring.prometheus.clusterLabel.',
        }
      : source;
  }

  /** Of all clusters. `clusterLabel` is set where one Prometheus has those of several. */
  all():
    | { cluster?: string; source: MetricSource; clusterLabel?: string }[]
    | Unmeasured {
    const { sources } = this.#options;
    return sources
      ? sources.all().map(each => ({
          ...each,
          ...(each.cluster === undefined && {
            clusterLabel: sources.clusterLabel,
          }),
        }))
      : NOT_CONNECTED;
  }

  async #place(
    project: string,
    { cluster, namespace }: { cluster: string; namespace: string },
  ): Promise<PodPlace | Unmeasured> {
    const source = this.#options.sources!.of(cluster);
    if (!source) {
      return notConnectedFor(cluster);
    }
    if (source.mixed) {
      const projects = await this.#options.projectsOf(namespace);
      if (projects.some(each => each !== project)) {
        return {
          code: 'NotDistinct',
          reason: `Another project has a namespace '${namespace}' on another cluster, and nothing tells their series apart. Administrators set pagoda.monitoring.prometheus.clusterLabel.`,
        };
      }
    }
    return { cluster, namespace, source };
  }
}

function notConnectedFor(cluster: string): Unmeasured {
  return {
    code: 'NotConnected',
    reason: `No Prometheus is connected for cluster '${cluster}'. Administrators connect one with pagoda.monitoring.prometheus.`,
  };
}

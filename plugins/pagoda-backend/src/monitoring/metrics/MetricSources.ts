import { PrometheusClient } from '../../clients/prometheus/PrometheusClient';
import type { PrometheusSettings } from './readPrometheusSettings';
import type { Matcher } from './matchers';

/** Where the metrics of a cluster are. */
export interface MetricSource {
  client: PrometheusClient;
  /** What tells the cluster's series from those of others; empty where the Prometheus has but one cluster. */
  matchers: Matcher[];
  /** It may have other clusters' series too, and nothing tells them apart. */
  mixed: boolean;
  /** Seconds between two samples. */
  scrapeInterval: number;
}

/** The Prometheus servers of the configuration. */
export class MetricSources {
  readonly clusterLabel?: string;
  readonly #scrapeInterval: number;
  readonly #common?: PrometheusClient;
  readonly #clusters: Map<string, PrometheusClient>;

  constructor(settings: PrometheusSettings) {
    this.clusterLabel = settings.clusterLabel;
    this.#scrapeInterval = settings.scrapeIntervalSeconds;
    this.#common = settings.common && new PrometheusClient(settings.common);
    this.#clusters = new Map(
      Object.entries(settings.clusters).map(([name, connection]) => [
        name,
        new PrometheusClient(connection),
      ]),
    );
  }

  /** Of one cluster; `undefined` where none is connected for it. */
  of(cluster: string): MetricSource | undefined {
    const own = this.#clusters.get(cluster);
    const client = own ?? this.#common;
    if (!client) {
      return undefined;
    }
    const label = own ? undefined : this.clusterLabel;
    return {
      ...{ client, scrapeInterval: this.#scrapeInterval },
      matchers: label === undefined ? [] : [[label, '=', cluster]],
      mixed: !own && label === undefined,
    };
  }

  /** Whether the cluster has one to itself. */
  hasOwn(cluster: string): boolean {
    return this.#clusters.has(cluster);
  }

  /** All of them: those of single clusters by their names, and the common one without. */
  all(): { cluster?: string; source: MetricSource }[] {
    return [
      ...(this.#common
        ? [
            {
              source: {
                ...{ client: this.#common, matchers: [] },
                mixed: this.clusterLabel === undefined,
                scrapeInterval: this.#scrapeInterval,
              },
            },
          ]
        : []),
      ...[...this.#clusters.keys()].map(cluster => ({
        cluster,
        source: this.of(cluster)!,
      })),
    ];
  }

  async close(): Promise<void> {
    await Promise.all(this.all().map(({ source }) => source.client.close()));
  }
}

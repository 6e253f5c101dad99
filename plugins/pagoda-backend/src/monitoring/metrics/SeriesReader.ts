import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  MetricSeries,
  MetricSeriesList,
} from '@pagoda/plugin-pagoda-common';
import type { RangeSeries } from '../../clients/prometheus/PrometheusClient';
import {
  PrometheusError,
  type PrometheusErrorCode,
} from '../../clients/prometheus/PrometheusError';
import type { MetricSource } from './MetricSources';
import type { SeriesRange } from './readSeriesRange';
import { UNITS, type Sampling, type SeriesSpec } from './SeriesSpec';

/** What is read from one Prometheus. */
export interface SeriesTarget {
  source: MetricSource;
  series: (sampling: Sampling) => SeriesSpec[];
  /** Where that is, in words, such as `On cluster 'lab'`. */
  place?: string;
  /** Labels of each of its series, beside those that the answer has. */
  labels?: Record<string, string>;
  /** Other names of labels in the answer. */
  rename?: Record<string, string>;
}

/** What was read, in the contract's words. */
export type ReadSeries = Pick<
  MetricSeriesList,
  'available' | 'code' | 'reason' | 'series'
>;

/** Tells the series of one answer apart. */
const KEY = 'pagoda_series';
/** The same trouble is logged again after so long, in milliseconds. */
const LOG_AGAIN = 300_000;

const REASONS: Record<PrometheusErrorCode, string> = {
  Unreachable: 'Prometheus does not answer.',
  TooSlow:
    'Prometheus did not answer in time. Ask for a shorter time, or again in a while.',
  Refused: 'Prometheus does not let the portal in.',
  Failed:
    'Prometheus could not work this out. Ask for a shorter time, or a longer step.',
};

/** Reads series from one or more Prometheus servers. What went wrong becomes words, and is logged with its cause. */
export class SeriesReader {
  readonly #logger: LoggerService;
  readonly #logged = new Map<string, number>();

  constructor(logger: LoggerService) {
    this.#logger = logger;
  }

  /** One query a target, all at once. It is available where one of them has answered. */
  async read(
    targets: readonly SeriesTarget[],
    range: SeriesRange,
  ): Promise<ReadSeries> {
    const outcomes = await Promise.all(
      targets.map(target => this.#readOne(target, range)),
    );
    const failed = outcomes.filter(outcome => 'code' in outcome);
    return {
      available: failed.length < outcomes.length,
      ...(failed.length > 0 && {
        code: failed[0].code,
        reason: [...new Set(failed.map(({ reason }) => reason))].join(' '),
      }),
      series: outcomes.flatMap(outcome =>
        'series' in outcome ? outcome.series : [],
      ),
    };
  }

  async #readOne(
    target: SeriesTarget,
    range: SeriesRange,
  ): Promise<
    { series: MetricSeries[] } | { code: PrometheusErrorCode; reason: string }
  > {
    const { source, place } = target;
    const specs = target.series({
      ...{ step: range.step, scrapeInterval: source.scrapeInterval },
    });
    try {
      const found = await source.client.queryRange({
        ...range,
        query: specs.map(tagged).join(' or '),
      });
      return {
        series: specs.flatMap((spec, index) =>
          found
            .filter(({ labels }) => labels[KEY] === String(index))
            .map(series => toMetricSeries(series, { spec, target, range })),
        ),
      };
    } catch (error) {
      if (!(error instanceof PrometheusError)) {
        throw error;
      }
      this.#log(error, place);
      const reason = REASONS[error.code];
      return {
        code: error.code,
        reason: place === undefined ? reason : `${place}: ${reason}`,
      };
    }
  }

  #log(error: PrometheusError, place = 'Metrics'): void {
    const text = `${place}: ${error.message}`;
    const now = Date.now();
    if ((this.#logged.get(text) ?? -Infinity) + LOG_AGAIN > now) {
      return;
    }
    for (const [old, at] of this.#logged) {
      if (at + LOG_AGAIN <= now) {
        this.#logged.delete(old);
      }
    }
    this.#logged.set(text, now);
    this.#logger.warn(text, error);
  }
}

/** All are asked for in one query, which reads what they share once. */
function tagged({ expr }: SeriesSpec, index: number): string {
  return `label_replace(${expr},"${KEY}","${index}","","")`;
}

function toMetricSeries(
  { labels, points }: RangeSeries,
  {
    spec,
    target,
    range,
  }: { spec: SeriesSpec; target: SeriesTarget; range: SeriesRange },
): MetricSeries {
  const known = new Map(points);
  const all: MetricSeries['points'] = [];
  for (let time = range.start; time <= range.end; time += range.step * 1000) {
    const value = known.get(time);
    all.push([
      time,
      value !== undefined && Number.isFinite(value) ? value : null,
    ]);
  }
  return {
    ...{ name: spec.name, measure: spec.measure, unit: UNITS[spec.name] },
    labels: {
      ...Object.fromEntries(
        Object.entries(labels)
          .filter(([name]) => name !== KEY)
          .map(([name, value]) => [target.rename?.[name] ?? name, value]),
      ),
      ...target.labels,
    },
    points: all,
  };
}

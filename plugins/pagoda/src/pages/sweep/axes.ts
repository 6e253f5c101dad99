import type { SweepPoint } from '@pagoda/plugin-pagoda-common';
import { formatValue } from '../../describeRun';

/** The values that one parameter takes in a sweep. */
export interface Axis {
  name: string;
  /** In order: numbers ascending, others as they come. */
  values: unknown[];
  /** Whether all are numbers. */
  isNumeric: boolean;
}

/** The values of a parameter over all points. */
export function buildAxis(name: string, points: SweepPoint[]): Axis {
  const byText = new Map<string, unknown>();
  for (const { parameters } of points) {
    byText.set(formatValue(parameters[name]), parameters[name]);
  }
  const values = [...byText.values()];
  const isNumeric = values.every(value => typeof value === 'number');
  if (isNumeric) {
    values.sort((a, b) => Number(a) - Number(b));
  }
  return { name, values, isNumeric };
}

/**
 * The names of all metrics that any point has, in the order of the alphabet.
 *
 * @param parameters - those that vary: a run that reports one of them as a metric says nothing new
 */
export function metricNames(
  points: SweepPoint[],
  parameters: string[],
): string[] {
  const names = new Set<string>();
  for (const { metrics } of points) {
    Object.keys(metrics).forEach(name => names.add(name));
  }
  return [...names].filter(name => !parameters.includes(name)).sort();
}

/** Smallest and largest value of a metric; `undefined` where no point has it. */
export function metricRange(
  points: SweepPoint[],
  metric: string,
): { min: number; max: number } | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (const { metrics } of points) {
    const value = metrics[metric];
    if (value !== undefined && Number.isFinite(value)) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  return min <= max ? { min, max } : undefined;
}

/** The mean of a metric over points that have it: of several seeds, say. */
export function meanMetric(
  points: SweepPoint[],
  metric: string,
): number | undefined {
  const values = points
    .map(point => point.metrics[metric])
    .filter(value => value !== undefined && Number.isFinite(value));
  return values.length === 0
    ? undefined
    : values.reduce((sum, value) => sum + value, 0) / values.length;
}

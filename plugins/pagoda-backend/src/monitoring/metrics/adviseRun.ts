import {
  ADVICE_THRESHOLDS,
  adviseResources,
  isFinal,
  parseQuantity,
  type MetricSeries,
  type ResourceAdvice,
  type ResourceUse,
  type Run,
} from '@pagoda/plugin-pagoda-common';

/** Fewer points say too little of how high something went. */
const LEAST_POINTS = 4;
/** Below that share of points a run may go higher, and is not said to need more. */
const HIGH = 0.95;

/**
 * What the next run should ask for, by what the engine has measured and by series, where there are any of the whole run.
 * That less would do is said of runs that have ended: others may still need it.
 *
 * @param now - milliseconds since 1970
 */
export function adviseRun(
  { spec, status }: Run,
  measured: { cpuSeconds?: number; peakMemoryBytes?: number },
  { series, now }: { series: readonly MetricSeries[]; now: number },
): ResourceAdvice[] {
  if (!status.startedAt) {
    return [];
  }
  const begin = Date.parse(status.startedAt);
  const end = status.finishedAt ? Date.parse(status.finishedAt) : now;
  const durationSeconds = (end - begin) / 1000;
  // Pods of earlier attempts did something else, or the same once more.
  const pod = status.placement?.pod;
  const of = (name: MetricSeries['name']) =>
    series
      .filter(
        each =>
          each.name === name &&
          (each.labels.container ?? 'main') === 'main' &&
          (pod === undefined || each.labels.pod === pod),
      )
      .map(each =>
        each.points.flatMap(([time, value]) =>
          value !== null && time >= begin && time <= end ? [value] : [],
        ),
      )
      .filter(values => values.length >= LEAST_POINTS);
  const cpu = of('cpu').flat();
  const memory = of('memory').flat();
  const throttled = of('cpuThrottled').flat();
  const gpus = of('gpu').map(mean);
  const use: ResourceUse = {
    durationSeconds,
    requested: {
      cpu: parseQuantity(spec.resources.cpu),
      memory: parseQuantity(spec.resources.memory),
      gpu: spec.resources.gpu,
    },
    ...(measured.cpuSeconds !== undefined && {
      meanCpu: measured.cpuSeconds / durationSeconds,
    }),
    ...(cpu.length > 0 && { highCpu: high(cpu) }),
    ...(throttled.length > 0 && { throttled: mean(throttled) }),
    ...((memory.length > 0 || measured.peakMemoryBytes !== undefined) && {
      peakMemory: Math.max(...memory, measured.peakMemoryBytes ?? 0),
    }),
    ...(gpus.length > 0 && {
      gpuUtilisation: mean(gpus),
      gpusUsed: gpus.filter(share => share >= ADVICE_THRESHOLDS.idleGpu).length,
    }),
  };
  return adviseResources(use).filter(
    ({ change }) => change === 'more' || isFinal(status.phase),
  );
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function high(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * HIGH) - 1];
}

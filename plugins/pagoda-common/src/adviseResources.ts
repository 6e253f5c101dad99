import { formatBytes } from './quantity';
import type { ResourceAdvice } from './types';

/** What a run asked for, and what is known of what it used of that. What was not measured is left out. */
export interface ResourceUse {
  /** How long it ran, in seconds. */
  durationSeconds: number;
  /** Cores, bytes and devices. */
  requested: { cpu: number; memory: number; gpu: number };
  /** Cores over the whole time. */
  meanCpu?: number;
  /** Cores that it stayed below for 95 % of the time. */
  highCpu?: number;
  /** Share of the time, 0 to 1, in which it was held back at its limit. */
  throttled?: number;
  /** Bytes. */
  peakMemory?: number;
  /** Mean share, 0 to 1, of the time in which all its GPUs computed together. */
  gpuUtilisation?: number;
  /** GPUs that computed at all, of those that were measured. */
  gpusUsed?: number;
}

/** From when on what was used differs enough from what was asked for to speak of it. */
export const ADVICE_THRESHOLDS = {
  /** What ran shorter tells little, in seconds. */
  shortestSeconds: 60,
  /** Below this share, less would do. */
  wasteful: 0.5,
  /** Fewer cores than that are not worth a word. */
  savedCpu: 0.5,
  /** Fewer bytes than that are not worth a word. */
  savedMemory: 256 * 2 ** 20,
  /** From this share of the memory on, the next run may be killed for it. */
  scarceMemory: 0.9,
  /** From this share of the time on, being held back is felt. */
  throttled: 0.25,
  /** Below that a GPU was as good as idle. */
  idleGpu: 0.05,
  /** What is suggested lies that far above what was needed. */
  headroom: 1.25,
};

const MI = 2 ** 20;
const GI = 2 ** 30;

/**
 * Compares what a run asked for with what it used, and says what the next should ask for, where that differs enough
 * ({@link ADVICE_THRESHOLDS}).
 *
 * @returns at most one piece of advice a resource: CPU, memory, GPU
 */
export function adviseResources(use: ResourceUse): ResourceAdvice[] {
  if (!(use.durationSeconds >= ADVICE_THRESHOLDS.shortestSeconds)) {
    return [];
  }
  return [adviseCpu(use), adviseMemory(use), adviseGpu(use)].filter(
    advice => advice !== undefined,
  );
}

function adviseCpu(use: ResourceUse): ResourceAdvice | undefined {
  const { throttled, headroom, wasteful, savedCpu } = ADVICE_THRESHOLDS;
  const asked = use.requested.cpu;
  const used = use.highCpu ?? use.meanCpu;
  if (used === undefined || !(asked > 0)) {
    return undefined;
  }
  const common = { resource: 'cpu' as const, requested: asked, used };
  if ((use.throttled ?? 0) >= throttled && used >= asked * 0.8) {
    const cores = Math.ceil(asked * 1.5 * 2) / 2;
    return {
      ...{ ...common, change: 'more', suggestion: writeCores(cores) },
      message: `It was held back at its limit of ${nameCores(asked)} in ${percent(use.throttled!)} of the time. With ${nameCores(cores)} it may end sooner.`,
    };
  }
  const cores = Math.max(0.5, Math.ceil(used * headroom * 2) / 2);
  if (used >= asked * wasteful || asked - cores < savedCpu) {
    return undefined;
  }
  return {
    ...{ ...common, change: 'less', suggestion: writeCores(cores) },
    message: `It asked for ${nameCores(asked)} and used ${formatCores(used)}${use.highCpu === undefined ? ' on average' : ''}. ${capital(nameCores(cores))} would do, and it would wait less.`,
  };
}

function adviseMemory(use: ResourceUse): ResourceAdvice | undefined {
  const { headroom, wasteful, savedMemory, scarceMemory } = ADVICE_THRESHOLDS;
  const asked = use.requested.memory;
  const used = use.peakMemory;
  if (used === undefined || !(asked > 0)) {
    return undefined;
  }
  const common = { resource: 'memory' as const, requested: asked, used };
  const bytes = roundMemory(used * headroom);
  if (used >= asked * scarceMemory && bytes > asked) {
    return {
      ...{ ...common, change: 'more', suggestion: writeBytes(bytes) },
      message: `It used up to ${formatBytes(used)} of ${formatBytes(asked)} memory, and is killed when it needs more than it asked for. Ask for ${formatBytes(bytes)}.`,
    };
  }
  if (used >= asked * wasteful || asked - bytes < savedMemory) {
    return undefined;
  }
  return {
    ...{ ...common, change: 'less', suggestion: writeBytes(bytes) },
    message: `It asked for ${formatBytes(asked)} memory and used at most ${formatBytes(used)}. ${formatBytes(bytes)} would do.`,
  };
}

function adviseGpu(use: ResourceUse): ResourceAdvice | undefined {
  const { idleGpu } = ADVICE_THRESHOLDS;
  const asked = use.requested.gpu;
  if (use.gpuUtilisation === undefined || asked < 1) {
    return undefined;
  }
  const isIdle = use.gpuUtilisation < idleGpu;
  const needed = isIdle ? 0 : (use.gpusUsed ?? asked);
  if (needed >= asked) {
    return undefined;
  }
  return {
    ...{ resource: 'gpu', change: 'less', requested: asked, used: needed },
    suggestion: String(needed),
    message: isIdle
      ? `It asked for ${nameGpus(asked)}, which computed in ${percent(use.gpuUtilisation)} of the time. Ask for none, or find out why the command does not use what it got.`
      : `It asked for ${nameGpus(asked)} and computed on ${needed}.`,
  };
}

/** Up to a step that people would write: 64 MiB below 1 GiB, then 256 MiB, then whole GiB from 8 on. */
function roundMemory(bytes: number): number {
  let step = 64 * MI;
  if (bytes > GI) {
    step = bytes > 8 * GI ? GI : 256 * MI;
  }
  return Math.max(step, Math.ceil(bytes / step) * step);
}

function writeBytes(bytes: number): string {
  return bytes % GI === 0 ? `${bytes / GI}Gi` : `${bytes / MI}Mi`;
}

function writeCores(cores: number): string {
  return Number.isInteger(cores) ? String(cores) : `${cores * 1000}m`;
}

function formatCores(cores: number): string {
  return cores.toLocaleString('en', {
    maximumFractionDigits: cores < 0.1 ? 2 : 1,
  });
}

function nameCores(cores: number): string {
  return `${formatCores(cores)} ${cores === 1 ? 'core' : 'cores'}`;
}

function nameGpus(gpus: number): string {
  return gpus === 1 ? 'a GPU' : `${gpus} GPUs`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

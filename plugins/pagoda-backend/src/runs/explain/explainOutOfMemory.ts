import {
  formatBytes,
  parseQuantity,
  type Explanation,
} from '@pagoda/plugin-pagoda-common';
import { evidenceOf, type EndFacts } from './EndFacts';

const MEBIBYTE = 2 ** 20;

/** It used more memory than it had asked for. */
export function explainOutOfMemory(facts: EndFacts): Explanation {
  const limit = parseQuantity(facts.spec.resources.memory);
  const peak = facts.usage.peakMemoryBytes;
  const used = peak !== undefined && peak > limit ? peak : undefined;
  const summary =
    used === undefined
      ? `It used more than ${formatBytes(limit)} of memory, its limit, and was ended.`
      : `It used ${formatBytes(used)} of memory, its limit is ${formatBytes(limit)}, and was ended.`;
  return {
    code: 'OutOfMemory',
    summary,
    advice: `Rerun it with memory: ${suggestMemory(used ?? limit)}, or make it hold less in memory at a time.`,
    evidence: evidenceOf(facts),
  };
}

/** Half as much again, rounded up to what one would write, as a quantity. */
export function suggestMemory(bytes: number): string {
  const wanted = bytes * 1.5;
  for (const step of [64, 256, 1024]) {
    const mebibytes = Math.ceil(wanted / MEBIBYTE / step) * step;
    if (mebibytes < step * 16 || step === 1024) {
      return mebibytes % 1024 === 0
        ? `${mebibytes / 1024}Gi`
        : `${mebibytes}Mi`;
    }
  }
  throw new RangeError(`${bytes} is not an amount of memory`);
}

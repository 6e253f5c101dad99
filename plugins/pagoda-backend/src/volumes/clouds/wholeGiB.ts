import type { Condition } from '@pagoda/plugin-pagoda-common';

const GIB = 1024 ** 3;

/** A size as a cloud has it. */
export interface CloudSize {
  size: string;
  sizeBytes: number;
  /** That it is another than was asked for. */
  rounded?: Omit<Condition, 'lastTransitionTime'>;
}

/** Whole GiB, at least one, that hold so many bytes. */
export function gibOf(sizeBytes: number): number {
  return Math.max(1, Math.ceil(sizeBytes / GIB));
}

/**
 * Clouds have whole GiB: the next larger size.
 *
 * @param size - as asked, such as `10500Mi`
 */
export function wholeGiB(size: string, sizeBytes: number): CloudSize {
  const gib = gibOf(sizeBytes);
  if (gib * GIB === sizeBytes) {
    return { size, sizeBytes };
  }
  return {
    size: `${gib}Gi`,
    sizeBytes: gib * GIB,
    rounded: {
      type: 'SizeRounded',
      status: 'True',
      reason: 'WholeGiB',
      message: `${size} were asked for; a cloud has whole GiB, so it is ${gib}Gi.`,
    },
  };
}

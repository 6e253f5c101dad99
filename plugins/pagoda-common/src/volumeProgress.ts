import type { Condition, Volume } from './types';

/** How far a volume is. */
export interface VolumeProgress {
  /** As it was last asked for, and usable. */
  done: boolean;
  /** Something was refused or has failed; the portal may go on trying. */
  failed: boolean;
  /** In one line, such as `Pending. Cloud 'campus' is making it.` */
  text: string;
}

/** Reasons of a usable volume of which there is nothing to say. */
const AS_USUAL = ['Provisioned', 'Bound'];

/** Reasons that need somebody, whatever the phase. */
const REFUSED = ['QuotaExceeded', 'Refused', 'ResizeFailed'];

/** How far a volume is on its way to what was asked for, for those who wait for it. */
export function volumeProgress(volume: Volume): VolumeProgress {
  const { status, generation } = volume;
  const { phase, conditions, observedGeneration = 0 } = status;
  const restoring = conditions.find(({ type }) => type === 'Restoring');
  const isUsable = phase === 'Available' || phase === 'InUse';
  const done =
    isUsable &&
    observedGeneration >= generation &&
    restoring?.status !== 'True' &&
    !conditions.some(({ reason }) => reason === 'Resizing');
  const failed =
    !done &&
    (phase === 'Error' ||
      conditions.some(
        ({ type, reason }) => type === 'Ready' && REFUSED.includes(reason),
      ));
  const word = isUsable && !done ? 'Updating' : phase;
  return {
    done,
    failed,
    text: [
      word,
      ...volumeNews(volume)
        .filter(({ type }) => type === 'Ready' || type === 'Restoring')
        .map(({ message }) => message.replace(/\.$/, '')),
    ].join('. '),
  };
}

/** The conditions of a volume that are worth saying: not that all is well, and nothing twice. */
export function volumeNews({ status }: Volume): Condition[] {
  const said = new Set<string>();
  return status.conditions.filter(condition => {
    const isNew = isNews(condition) && !said.has(condition.message);
    said.add(condition.message);
    return isNew;
  });
}

function isNews({ type, status, reason }: Condition): boolean {
  if (type === 'Ready') {
    return status !== 'True' || !AS_USUAL.includes(reason);
  }
  // The others hold while something is under way or is to be known, and say how it ended where that was not well.
  return status === 'True' || /Failed|Refused|Exceeded/.test(reason);
}

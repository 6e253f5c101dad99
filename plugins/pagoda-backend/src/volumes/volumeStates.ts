import { FileError, systemCode } from '../files/FileError';
import { ApiError } from '../http/errors';
import { setCondition } from '../setCondition';
import type { ProvidedState } from './providers/types';
import type { VolumeObservation, VolumeRecord } from './types';

/** The phase of a volume that is so now. */
export function phaseOf(
  { usable, settled }: ProvidedState,
  wasUsable: boolean,
): VolumeRecord['phase'] {
  if (usable) {
    return 'Available';
  }
  return wasUsable || settled ? 'Error' : 'Pending';
}

/** How old the time may be at which a cloud was last seen to have a volume, in milliseconds. */
const OBSERVED_AGO = 60_000;

/** What of an observation is not known yet; nothing where all of it is. */
export function whatIsNew(
  record: VolumeRecord,
  observation: VolumeObservation,
): VolumeObservation | undefined {
  const keys = Object.keys(observation) as (keyof VolumeObservation)[];
  const found = keys.filter(key => {
    if (key === 'observedAt') {
      const age = (observation.observedAt ?? 0) - (record.observedAt ?? 0);
      return age > OBSERVED_AGO;
    }
    return (
      observation[key] !== undefined &&
      JSON.stringify(observation[key]) !== JSON.stringify(record[key])
    );
  });
  return found.length > 0
    ? Object.fromEntries(
        [...found, 'observedAt' as const].map(key => [key, observation[key]]),
      )
    : undefined;
}

/** Its condition `Ready`. */
export function readyOf({ conditions }: VolumeRecord) {
  return conditions.find(({ type }) => type === 'Ready');
}

/** The volume's conditions, with `Ready` false. */
export function notReady(
  record: VolumeRecord,
  reason: string,
  message: string,
) {
  return setCondition(record.conditions, {
    type: 'Ready',
    status: 'False',
    reason,
    message,
  });
}

/** Why, for users: the log has the rest, with paths that are nobody's business. */
export function inWords(error: unknown): string {
  if (error instanceof FileError || error instanceof ApiError) {
    const { message, advice } = error;
    return `${message}${/[.!?]$/.test(message) ? '' : '.'}${advice ? ` ${advice}` : ''}`;
  }
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'The disk of the portal is full.';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'The portal may not write to its data directory.';
    default:
      return 'It failed; the log of the portal says why.';
  }
}

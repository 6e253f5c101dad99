import { FileError, systemCode } from '../files/FileError';
import { ApiError } from '../http/errors';
import { setCondition } from '../setCondition';
import type { ProvidedState } from './providers/types';
import type { VolumeRecord } from './types';

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

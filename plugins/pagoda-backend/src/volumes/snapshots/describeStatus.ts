import type { CinderSnapshot } from '../../clients/openstack/blockStorageTypes';
import type { SnapshotRecord } from './types';

/** How a snapshot is. */
export interface SnapshotState {
  phase: SnapshotRecord['phase'];
  /** Looking again soon would tell nothing new. */
  settled: boolean;
  /** Volumes can be made from it. */
  ready: boolean;
  /** Stable, for programs. */
  reason: string;
  /** Plain words, with the way out where there is trouble. */
  message: string;
}

/** Taking or deleting a snapshot for longer than this is not usual, in milliseconds. */
const USUAL = 30 * 60_000;
const MINUTE = 60_000;

/** What is said of a snapshot that can be used. */
const USABLE: Record<string, string> = {
  available: 'Its volume can be set back to it, and volumes be made from it.',
  restoring: 'Its volume is being set back to it.',
  'backing-up': 'Somebody makes a backup of it.',
};

/** How a snapshot is that a cloud has by an id that somebody deletes, or has deleted, there. */
export function deletedOutside(cloud: string): SnapshotState {
  return {
    ...{ phase: 'Error', settled: true, ready: false },
    reason: 'DeletedOutside',
    message: `It was deleted in cloud '${cloud}', and not by the portal. Delete it here, too.`,
  };
}

/**
 * How a snapshot is that nobody wants to be deleted.
 *
 * @param said - what the cloud says of its trouble
 * @param now - milliseconds since 1970
 */
export function describeStatus(
  cloud: string,
  { id, status, created_at: createdAt }: CinderSnapshot,
  said: string | undefined,
  now: number,
): SnapshotState {
  const usable = USABLE[status];
  if (usable !== undefined) {
    return {
      ...{ phase: 'Available', settled: true, ready: true },
      reason: 'Available',
      message: usable,
    };
  }
  const because = said === undefined ? '' : `: ${said.replace(/[.\s]+$/, '')}`;
  const trouble = (reason: string, message: string): SnapshotState => ({
    ...{ phase: 'Error', settled: true, ready: false, reason, message },
  });
  switch (status) {
    case 'creating': {
      // Cinder's times are UTC, and do not say so.
      const since = now - Date.parse(`${createdAt.replace(/Z$/, '')}Z`);
      return {
        ...{ phase: 'Pending', settled: false, ready: false },
        ...(since > USUAL
          ? {
              reason: 'Stuck',
              message: `Cloud '${cloud}' has been taking it for ${Math.round(since / MINUTE)} minutes, longer than usual. Ask its operators to look at snapshot ${id}, or delete it and take another.`,
            }
          : {
              reason: 'Creating',
              message: `Cloud '${cloud}' is taking it.`,
            }),
      };
    }
    case 'error':
      return trouble(
        'CloudError',
        `Cloud '${cloud}' could not take it${because}. Delete it, and take another.`,
      );
    case 'error_deleting':
      return trouble(
        'DeletionFailed',
        `Somebody tried to delete it in cloud '${cloud}', which failed${because}. Ask the operators of the cloud to reset the state of snapshot ${id}, or delete it here.`,
      );
    case 'deleting':
    case 'deleted':
    case 'unmanaging':
      return deletedOutside(cloud);
    default:
      return trouble(
        'UnknownStatus',
        `Cloud '${cloud}' says that it is '${status}', so it cannot be used now. Ask the operators of the cloud about snapshot ${id}.`,
      );
  }
}

/**
 * What the end of a snapshot waits for, where it has been asked for or cannot be yet; nothing where the cloud may be asked.
 *
 * @param asked - when the cloud was first asked to delete it; milliseconds since 1970
 */
export function describeDeletion(
  cloud: string,
  { id, status }: CinderSnapshot,
  said: string | undefined,
  asked: number | undefined,
  now: number,
): { reason: string; message: string } | undefined {
  const because = said === undefined ? '' : `: ${said.replace(/[.\s]+$/, '')}`;
  switch (status) {
    case 'available':
    case 'error':
      return undefined;
    case 'deleting':
      return asked !== undefined && now - asked > USUAL
        ? {
            reason: 'Stuck',
            message: `Cloud '${cloud}' has been deleting it for ${Math.round((now - asked) / MINUTE)} minutes, longer than usual. Ask its operators to look at snapshot ${id}.`,
          }
        : {
            reason: 'Terminating',
            message: `Cloud '${cloud}' is deleting it.`,
          };
    case 'error_deleting':
      return {
        reason: 'DeletionFailed',
        message: `Cloud '${cloud}' could not delete it${because}. Ask the operators of the cloud to reset the state of snapshot ${id} to 'available'; it is deleted by itself then.`,
      };
    default:
      return {
        reason: 'Terminating',
        message: `It is '${status}' in cloud '${cloud}', and is deleted after that.`,
      };
  }
}

import type {
  CinderVolume,
  VolumeMessage,
} from '../../../clients/openstack/blockStorageTypes';
import type { VolumeAttachment } from '../../types';
import type { ProvidedState } from '../types';

/** How long something may be under way before that is said to be wrong, in minutes. */
const LIMIT = 30;
/** The same where the cloud copies a source. */
const COPY_LIMIT = 120;

/** What is under way, by Cinder's word for it; whether runs may mount the volume meanwhile. */
const UNDER_WAY: Record<string, { usable: boolean; does: string }> = {
  creating: { usable: false, does: 'is making it' },
  downloading: { usable: false, does: 'is copying its source' },
  managing: { usable: false, does: 'is taking it over' },
  'restoring-backup': { usable: false, does: 'is restoring a backup to it' },
  reverting: { usable: false, does: 'is setting it back to a snapshot' },
  maintenance: { usable: false, does: 'has it in maintenance' },
  extending: { usable: true, does: 'is making it larger' },
  attaching: { usable: true, does: 'is attaching it to a machine' },
  detaching: { usable: true, does: 'is detaching it from a machine' },
  reserved: { usable: true, does: 'is about to attach it to a machine' },
  retyping: { usable: true, does: 'is changing its type' },
  uploading: { usable: true, does: 'is making an image of it' },
  'backing-up': { usable: true, does: 'is making a backup of it' },
};

/** Ends that somebody has to help out of, by Cinder's word. */
const FAILED: Record<string, { what: string; advice: string }> = {
  error: {
    what: 'The cloud has it in error',
    advice:
      'Delete this volume and make another; if there is data on it, ask the operators of the cloud to set its state right.',
  },
  error_extending: {
    what: 'The cloud could not make it larger',
    advice:
      'Ask the operators of the cloud to set its state back to available: the portal then tries again by itself.',
  },
  error_deleting: {
    what: 'Somebody has tried to delete it in the cloud, which failed',
    advice:
      'Ask the operators of the cloud to set its state back to available: the portal then goes on with it.',
  },
  error_restoring: {
    what: 'The cloud could not restore a backup to it',
    advice: 'Ask the operators of the cloud.',
  },
  'error_backing-up': {
    what: 'The cloud could not make a backup of it',
    advice: 'Ask the operators of the cloud to set its state right.',
  },
  error_managing: {
    what: 'The cloud could not take it over',
    advice: 'Ask the operators of the cloud.',
  },
  'awaiting-transfer': {
    what: 'It is offered to another project of the cloud',
    advice: 'Take the offer back in the cloud, and it can be used again.',
  },
  deleting: {
    what: 'Somebody is deleting it in the cloud',
    advice: 'Delete this volume when it is gone.',
  },
};

/** Whether something is under way with it, of which {@link describeStatus} needs to know since when. */
export function isUnderWay({ status }: Pick<CinderVolume, 'status'>): boolean {
  return UNDER_WAY[status] !== undefined;
}

/** Whether the cloud has messages that tell why it is so. */
export function hasFailed({ status }: Pick<CinderVolume, 'status'>): boolean {
  return status.startsWith('error');
}

/**
 * How a volume is in its cloud.
 *
 * @param since - when what is under way began; milliseconds since 1970
 * @param messages - why it has failed, the newest first
 */
export function describeStatus(
  seen: CinderVolume,
  context: {
    cloud: string;
    now: number;
    since?: number;
    messages?: readonly VolumeMessage[];
  },
): ProvidedState {
  const { status } = seen;
  const { cloud, now, since = now, messages = [] } = context;
  const facts = factsOf(seen);
  const failed = FAILED[status];
  if (failed) {
    return {
      ...{ ...facts, usable: false, settled: true, reason: wordOf(status) },
      message: `${failed.what}${causeOf(messages)}. ${failed.advice}`,
    };
  }
  const doing = UNDER_WAY[status];
  if (doing) {
    const minutes = Math.floor((now - since) / 60_000);
    const isCopy = seen.snapshot_id !== null || seen.source_volid !== null;
    const isLate = minutes >= (isCopy ? COPY_LIMIT : LIMIT);
    const message = doing.usable
      ? `The volume can be used; cloud '${cloud}' ${doing.does}`
      : `Cloud '${cloud}' ${doing.does}`;
    return {
      ...{ ...facts, usable: doing.usable, settled: !doing.usable && isLate },
      reason: isLate ? 'TakesTooLong' : wordOf(status),
      message: isLate
        ? `${message}, for more than ${isCopy ? COPY_LIMIT : LIMIT} minutes now. Ask its operators what it waits for; they find it as ${seen.id}.`
        : `${message}.`,
    };
  }
  const isKnown = status === 'available' || status === 'in-use';
  return {
    ...{ ...facts, usable: isKnown, settled: true },
    reason: isKnown ? 'Provisioned' : wordOf(status),
    message: isKnown
      ? 'The volume can be used.'
      : `Cloud '${cloud}' says that it is '${status}', which means nothing to the portal. Ask its operators.`,
  };
}

/** What is told of a volume whatever its state. */
export function factsOf(
  seen: CinderVolume,
): Pick<ProvidedState, 'externalId' | 'zone' | 'volumeType' | 'attachments'> {
  return {
    externalId: seen.id,
    zone: seen.availability_zone,
    ...(seen.volume_type !== null && { volumeType: seen.volume_type }),
    attachments: attachmentsOf(seen),
  };
}

/** The machines that it is attached to. */
export function attachmentsOf({
  attachments,
}: Pick<CinderVolume, 'attachments'>): VolumeAttachment[] {
  return attachments.map(one => ({
    server: one.server_id,
    ...(one.host_name && { name: one.host_name }),
    ...(one.device && { device: one.device }),
    ...(one.attached_at && { attachedAt: toTime(one.attached_at) }),
  }));
}

/** Such as `machine 4f1c… as /dev/vdb and 1 more`. */
export function attachedTo({
  attachments: [first, ...more],
}: Pick<CinderVolume, 'attachments'>): string {
  if (!first) {
    return 'a machine that the cloud does not name';
  }
  return `machine ${first.server_id}${first.device ? ` as ${first.device}` : ''}${
    more.length > 0 ? ` and ${more.length} more` : ''
  }`;
}

/** What the cloud says of why, to follow a clause. */
export function causeOf(messages: readonly VolumeMessage[]): string {
  const [newest] = messages;
  return newest ? `: ${newest.user_message.replace(/[.\s]+$/, '')}` : '';
}

/** `error_extending` as `ErrorExtending`. */
function wordOf(status: string): string {
  return status
    .split(/[^a-zA-Z]+/)
    .map(part => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/** Cinder writes times without a zone; they mean UTC. */
function toTime(text: string): string {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text);
  return new Date(hasZone ? text : `${text}Z`).toISOString();
}

import type { CinderVolume } from '../../../clients/openstack/blockStorageTypes';
import { OpenStackError } from '../../../clients/openstack/OpenStackError';
import { gibOf } from '../../clouds/wholeGiB';
import type { ProvidedState } from '../types';
import { refusalOf } from './CinderCreation';
import type { CloudWork } from './CloudVolume';
import { attachedTo } from './describeStatus';

type Told = Pick<ProvidedState, 'usable' | 'settled' | 'reason' | 'message'>;

const DETACH_FIRST =
  'Wait until no run mounts it and the cluster has detached it, or take it off its cluster: the portal then makes it larger by itself.';

/**
 * Makes a volume larger where it is to be.
 *
 * @param extendOnline - whether the cloud makes volumes in use larger; `undefined` where nobody says, so that it is tried
 * @returns what is to be told of it; nothing when it has its size
 */
export async function extend(
  work: CloudWork,
  seen: CinderVolume,
  extendOnline: boolean | undefined,
): Promise<Told | undefined> {
  const { volume, api } = work;
  const gib = gibOf(volume.sizeBytes);
  const { cloud } = volume;
  if (seen.size >= gib) {
    return undefined;
  }
  const told = (reason: string, message: string): Told => ({
    ...{ usable: true, settled: false, reason },
    message: `The volume can be used with ${seen.size} GiB, and is to have ${gib} GiB. ${message}`,
  });
  const isAttached = seen.status === 'in-use';
  if (isAttached && extendOnline === false) {
    return told(
      'DetachFirst',
      `It is attached to ${attachedTo(seen)}, and cloud '${cloud}' does not make volumes of its type larger while they are. ${DETACH_FIRST}`,
    );
  }
  if (seen.status !== 'available' && !isAttached) {
    return told('Waiting', `Cloud '${cloud}' first ends what it does with it.`);
  }
  try {
    await api.extendVolume(seen.id, gib, isAttached);
  } catch (error) {
    if (!(error instanceof OpenStackError)) {
      throw error;
    }
    if (isAttached && error.code === 'NotOffered') {
      return told(
        'DetachFirst',
        `Cloud '${cloud}' makes no volumes larger that are in use. ${DETACH_FIRST}`,
      );
    }
    const refusal = await refusalOf(work, error, {
      gigabytes: gib - seen.size,
    });
    if (!refusal) {
      throw error;
    }
    return told(
      refusal.reason,
      `${refusal.message}${isAttached && refusal.reason === 'Refused' ? ` ${DETACH_FIRST}` : ''}`,
    );
  }
  return told('Extending', `Cloud '${cloud}' is making it larger.`);
}

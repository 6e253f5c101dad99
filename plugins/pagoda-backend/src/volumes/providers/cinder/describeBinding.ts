import type {
  PersistentVolume,
  PersistentVolumeClaim,
} from 'kubernetes-types/core/v1';
import type { CinderVolume } from '../../../clients/openstack/blockStorageTypes';
import type { ProvidedState } from '../types';
import { persistentVolumeName } from './buildBinding';
import type { CloudVolume } from './CloudVolume';

/** How a volume is bound to a cluster. */
export type BindingState = Pick<
  ProvidedState,
  'usable' | 'settled' | 'reason' | 'message'
>;

/** What the objects of a cluster say of it; those that are missing are made again. */
export function describeBinding(
  cluster: string,
  volume: Pick<CloudVolume, 'uid' | 'name'>,
  persistent: PersistentVolume | undefined,
  claim: PersistentVolumeClaim | undefined,
): BindingState {
  const under = { usable: false, settled: false };
  if (
    !persistent ||
    !claim ||
    persistent.metadata?.deletionTimestamp ||
    claim.metadata?.deletionTimestamp
  ) {
    return {
      ...{ ...under, reason: 'BindingLost' },
      message: `Somebody has deleted ${
        persistent && !persistent.metadata?.deletionTimestamp
          ? 'its claim'
          : `PersistentVolume ${persistentVolumeName(volume)}`
      } on cluster '${cluster}'; the portal makes it again. The files are still in the cloud.`,
    };
  }
  const phase = claim.status?.phase;
  if (phase === 'Bound' && persistent.status?.phase !== 'Failed') {
    return {
      ...{ usable: true, settled: true, reason: 'Bound' },
      message: `The volume can be used on cluster '${cluster}'.`,
    };
  }
  if (persistent.status?.phase === 'Failed') {
    return {
      ...{ ...under, reason: 'BindingFailed' },
      message: `Cluster '${cluster}' could not bind it${
        persistent.status.message ? `: ${persistent.status.message}` : ''
      }.`,
    };
  }
  return phase === 'Lost'
    ? {
        ...{ ...under, reason: 'BindingLost' },
        message: `Cluster '${cluster}' has lost what its claim was bound to; the portal makes it again. The files are still in the cloud.`,
      }
    : {
        ...{ ...under, reason: 'Binding' },
        message: `Cluster '${cluster}' is binding it to claim ${claim.metadata?.name}.`,
      };
}

/** A volume that can be used, and is on no cluster. */
export function unboundState(
  seen: Pick<CinderVolume, 'status'>,
  { cloud }: Pick<CloudVolume, 'cloud'>,
): BindingState {
  return {
    ...{ usable: true, settled: true, reason: 'Provisioned' },
    message: `The volume is in cloud '${cloud}'${
      seen.status === 'in-use' ? ', attached to a machine there' : ''
    }; runs may mount it when it is bound to a cluster.`,
  };
}

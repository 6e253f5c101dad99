import type {
  CinderVolume,
  VolumeMessage,
} from '../../../clients/openstack/blockStorageTypes';
import { OpenStackError } from '../../../clients/openstack/OpenStackError';
import type { CloudWork } from './CloudVolume';

/** Why something went wrong with a volume, the newest first; nothing where the cloud keeps no messages. */
export async function newestMessages(
  { api }: Pick<CloudWork, 'api'>,
  { id }: Pick<CinderVolume, 'id'>,
): Promise<VolumeMessage[]> {
  const messages: VolumeMessage[] = [];
  try {
    for await (const message of api.messages(id)) {
      messages.push(message);
    }
  } catch (error) {
    // They are only words: without them the state of the volume still tells what is wrong.
    if (!(error instanceof OpenStackError) || error.code === 'Unreachable') {
      throw error;
    }
  }
  return messages.sort((a, b) => b.created_at.localeCompare(a.created_at));
}

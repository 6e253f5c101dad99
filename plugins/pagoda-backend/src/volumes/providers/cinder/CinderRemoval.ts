import type { CinderVolume } from '../../../clients/openstack/blockStorageTypes';
import { OpenStackError } from '../../../clients/openstack/OpenStackError';
import type { CinderCreation } from './CinderCreation';
import { goneState, isElsewhere } from './CinderCreation';
import type { CloudWork } from './CloudVolume';
import { attachedTo, causeOf, describeStatus } from './describeStatus';
import { saysOf } from './explainCinderError';
import { newestMessages } from './newestMessages';

/** How long a deletion may take before that is said to be wrong, in milliseconds. */
const LIMIT = 30 * 60_000;

/** Deletes volumes in Cinder. */
export class CinderRemoval {
  readonly #creation: CinderCreation;
  readonly #now: () => number;

  constructor(creation: CinderCreation, now: () => number) {
    this.#creation = creation;
    this.#now = now;
  }

  /**
   * One step of it. Snapshots are never deleted along.
   *
   * @returns what it waits for; nothing when there is no such volume any more
   */
  async remove(work: CloudWork): Promise<string | undefined> {
    const { volume } = work;
    const { cloud } = volume;
    const seen = await this.#creation.find(work);
    if (!seen) {
      if (isElsewhere(work)) {
        return goneState(work).message;
      }
      return this.#creation.isAsked(work)
        ? `Cloud '${cloud}' was asked to make it shortly before; the portal looks whether it does, so that nothing is left.`
        : undefined;
    }
    switch (seen.status) {
      case 'deleting':
        return this.#waiting(work, seen);
      case 'in-use':
      case 'attaching':
      case 'detaching':
      case 'reserved':
        return `Cloud '${cloud}' has it attached to ${attachedTo(seen)}. It is deleted when that is over: detach it there, unless a cluster is about to.`;
      case 'error_deleting':
        // Cinder deletes nothing in this state, unless its administrators force it.
        return `Cloud '${cloud}' could not delete it${causeOf(
          await newestMessages(work, seen),
        )}. Ask its operators to set its state back to available, or to delete it (${seen.id}): the portal then goes on by itself.`;
      default:
    }
    await work.save({ deletedAt: this.#now() });
    const refused = await this.#delete(work, seen);
    if (refused !== undefined) {
      return refused;
    }
    return (await work.api.findVolume(seen.id)) === undefined
      ? undefined
      : `Cloud '${cloud}' is deleting it.`;
  }

  /** @returns why it cannot be deleted yet */
  async #delete(
    { api, volume }: CloudWork,
    seen: CinderVolume,
  ): Promise<string | undefined> {
    try {
      await api.deleteVolume(seen.id);
      return undefined;
    } catch (error) {
      if (OpenStackError.is(error, 'NotFound')) {
        return undefined;
      }
      const isRefused = (['InUse', 'BadRequest', 'Conflict'] as const).some(
        code => OpenStackError.is(error, code),
      );
      if (!isRefused) {
        throw error;
      }
      const { usable, message } = describeStatus(seen, {
        ...{ cloud: volume.cloud, now: this.#now() },
      });
      const said = saysOf(error as OpenStackError);
      return usable
        ? `Cloud '${volume.cloud}' does not delete it yet: ${said} Snapshots that the portal does not know have to be deleted in the cloud.`
        : `Cloud '${volume.cloud}' does not delete it yet: ${message} It says: ${said}`;
    }
  }

  async #waiting(work: CloudWork, seen: CinderVolume): Promise<string> {
    const { deletedAt } = work.notes;
    const { cloud } = work.volume;
    if (deletedAt === undefined) {
      await work.save({ deletedAt: this.#now() });
    }
    return this.#now() - (deletedAt ?? this.#now()) < LIMIT
      ? `Cloud '${cloud}' is deleting it.`
      : `Cloud '${cloud}' has been deleting it for more than ${LIMIT / 60_000} minutes. Ask its operators what it waits for; they find it as ${seen.id}.`;
  }
}

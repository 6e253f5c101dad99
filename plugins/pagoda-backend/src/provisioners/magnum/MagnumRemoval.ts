import type { ContainerInfra } from '../../clients/openstack/ContainerInfra';
import type { MagnumCluster } from '../../clients/openstack/containerInfraTypes';
import { OpenStackError } from '../../clients/openstack/OpenStackError';
import type { ProvisionedCluster, RemovalState } from '../types';
import { findOwn } from './findOwn';
import { explainCluster } from './inPlainWords';
import type { MagnumSite } from './MagnumSites';
import type { Notes } from './Notes';

/** A request to make it may be done so long after it was made; in milliseconds. */
const LATE = 90_000;
/** A deletion that failed is asked for again after so long, in milliseconds. */
const ASK_AGAIN = 60_000;
/** What takes longer does not go on by itself, in milliseconds. */
const STUCK = 30 * 60_000;

/** One step of the removal of a cluster, until Magnum has nothing of it. */
export class MagnumRemoval {
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async remove(
    { client }: MagnumSite,
    cluster: ProvisionedCluster,
    notes: Notes,
  ): Promise<RemovalState | undefined> {
    const { containerInfra: magnum } = client;
    const now = this.#now();
    const { began, deletion, id } = notes.all;
    let left: MagnumCluster[];
    try {
      left = await findLeft(magnum, cluster, id);
    } catch (error) {
      if (id === undefined || !OpenStackError.is(error, 'BadRequest')) {
        throw error;
      }
      // Without its node groups, between two steps of Magnum's, it cannot be shown: 'master_count … greater or equal to 1'.
      const isDue = deletion === undefined || now - deletion.last > ASK_AGAIN;
      if (isDue) {
        await magnum.deleteCluster(id);
        const first = deletion?.first ?? now;
        await notes.save({ deletion: { first, last: now } });
      }
      return {
        message: `Magnum cannot show what is left of it: ${error.reason}`,
        stuck: now - (deletion?.first ?? now) > STUCK,
      };
    }
    if (left.length === 0) {
      const isLate =
        began !== undefined &&
        !deletion &&
        !notes.all.seen &&
        now - began < LATE;
      return isLate
        ? {
            message:
              'Magnum was just asked to make it: whether it does is looked at for a while',
            stuck: false,
          }
        : undefined;
    }
    const isDue = deletion === undefined || now - deletion.last > ASK_AGAIN;
    for (const one of left) {
      if (isDue && one.status !== 'DELETE_IN_PROGRESS') {
        await magnum.deleteCluster(one.uuid);
      }
    }
    const first = deletion?.first ?? now;
    if (isDue) {
      await notes.save({ deletion: { first, last: now } });
    }
    return describe(left, now - first);
  }
}

/** The one that is known as long as it is there; all of Magnum's are looked through when it is gone. */
async function findLeft(
  magnum: ContainerInfra,
  { uid }: ProvisionedCluster,
  id: string | undefined,
): Promise<MagnumCluster[]> {
  const known = id === undefined ? undefined : await magnum.findCluster(id);
  return known ? [known] : findOwn(magnum, uid);
}

function describe(
  left: readonly MagnumCluster[],
  waited: number,
): RemovalState {
  const failed = left.find(({ status }) => status === 'DELETE_FAILED');
  if (failed) {
    return {
      message: `Magnum could not delete it, and is asked again each minute. ${explainCluster(failed) ?? 'It does not say why.'}`,
      stuck: true,
    };
  }
  const states = left.map(({ status }) => status).join(', ');
  return {
    message: `Magnum deletes its machines, networks and volumes: its status is ${states}`,
    stuck: waited > STUCK,
  };
}

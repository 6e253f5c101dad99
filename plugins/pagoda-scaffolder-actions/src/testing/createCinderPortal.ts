import type { JsonObject } from '@backstage/types';
import { eventually } from '@pagoda/plugin-pagoda-backend/src/testing/kubernetesPeer';
import {
  all,
  createPeerProject,
} from '@pagoda/plugin-pagoda-backend/src/testing/openStackPeer';
import {
  createScaffolderPortal,
  type ScaffolderPortal,
} from './createScaffolderPortal';

/** Cinder may take so long where the machine is busy, in milliseconds. */
const PATIENCE = 120_000;

/** A portal with the scaffolder whose cloud `campus` is a project of its own on the real OpenStack. */
export interface CinderPortal {
  scaffolder: ScaffolderPortal;
  /** What the cloud has, as the cloud says. */
  inCinder(): Promise<{
    volumes: { size: number }[];
    snapshots: { size: number }[];
  }>;
  stop(): Promise<void>;
}

/**
 * Starts it.
 *
 * @param templates - paths of template.yaml files
 * @param gigabytes - the quota of the cloud, which volumes and snapshots share
 */
export async function createCinderPortal(
  templates: string[],
  gigabytes: number,
): Promise<CinderPortal> {
  const project = await createPeerProject('portal', {
    blockStorage: { volumes: 4, gigabytes, snapshots: 4 },
  });
  const { authUrl, region, auth } = project.connection;
  const { blockStorage } = project.client;
  const scaffolder = await createScaffolderPortal(
    templates,
    {},
    {
      pagoda: {
        clouds: {
          openstack: [
            {
              ...{ name: 'campus', authUrl, region, callsPerMinute: 60_000 },
              password: auth.password as JsonObject,
            },
          ],
        },
      },
    },
  );
  await eventually(async () => {
    const offers = await scaffolder.pagoda(
      'viewer',
      'GET',
      '/clouds/campus/offers',
    );
    if ((offers.volumeTypes as JsonObject[]).length === 0) {
      throw new Error('The portal has not read yet what the cloud offers');
    }
  }, PATIENCE);
  return {
    scaffolder,
    inCinder: async () => ({
      volumes: await all(blockStorage.volumes()),
      snapshots: await all(blockStorage.snapshots()),
    }),
    stop: async () => {
      await scaffolder.stop();
      await project.remove();
    },
  };
}

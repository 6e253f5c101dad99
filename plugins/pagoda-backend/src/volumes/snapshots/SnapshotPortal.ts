import type { JsonObject } from '@backstage/types';
import type {
  Condition,
  Volume,
  VolumeSnapshot,
} from '@pagoda/plugin-pagoda-common';
import type { CinderSnapshot } from '../../clients/openstack/blockStorageTypes';
import {
  createTestPortal,
  TEST_MEMBERS,
  type TestUser,
} from '../../testing/createTestPortal';
import { eventually } from '../../testing/kubernetesPeer';
import {
  all,
  createOpenStackAdministrator,
  type PeerProject,
} from '../../testing/openStackPeer';

/** Cinder may take so long where the machine is busy, in milliseconds. */
export const PATIENCE = 120_000;

/** A portal with a real Cinder, and what tests of snapshots do there again and again. */
export type SnapshotPortal = Awaited<ReturnType<typeof startSnapshotPortal>>;

/**
 * For tests: with the projects demo; other, which has 3 GiB; and closed, where only the stranger is. Stop it.
 *
 * @param project - of the cloud; it is removed at the end
 */
export async function startSnapshotPortal(project: PeerProject) {
  const admin = createOpenStackAdministrator();
  const { authUrl, region, auth } = project.connection;
  const portal = await createTestPortal({
    config: {
      clouds: {
        openstack: [
          {
            ...{ name: 'campus', authUrl, region, callsPerMinute: 60_000 },
            password: auth.password as JsonObject,
          },
        ],
      },
    },
  });
  await portal.createProject({
    ...{ name: 'other', title: 'Other', quota: { storage: '3Gi' } },
    members: TEST_MEMBERS,
  });
  await portal.createProject({
    ...{ name: 'closed', title: 'Closed' },
    members: [{ subject: 'user:default/stranger', role: 'owner' }],
  });
  await eventually(async () => {
    const { body } = await portal.as('owner').get('/clouds/campus/offers');
    if (body.volumeTypes.length === 0) {
      throw new Error('The cloud has not been read yet');
    }
  }, PATIENCE);

  const pathOf = (volume: string, of = 'demo') =>
    `/projects/${of}/volumes/${volume}`;

  async function post(path: string, body: object, user: TestUser = 'owner') {
    const answer = await portal.as(user).post(path, body);
    return { status: answer.status, body: answer.body };
  }

  async function find(
    volume: string,
    of?: string,
  ): Promise<Volume | undefined> {
    const { status, body } = await portal.as('owner').get(pathOf(volume, of));
    return status === 404 ? undefined : body;
  }

  async function list(volume: string, of?: string): Promise<VolumeSnapshot[]> {
    const { body } = await portal
      .as('owner')
      .get(`${pathOf(volume, of)}/snapshots`);
    return body.items;
  }

  /** Waits until the volume can be used. */
  async function usable(volume: string, of?: string): Promise<Volume> {
    return eventually(async () => {
      const found = await find(volume, of);
      expect(found?.status.phase).toBe('Available');
      return found!;
    }, PATIENCE);
  }

  async function makeVolume(name: string, size = '1Gi'): Promise<Volume> {
    const made = await post('/projects/demo/volumes', {
      ...{ name, size, cloud: 'campus' },
    });
    expect(made.status).toBe(201);
    return usable(name);
  }

  async function available(
    volume: string,
    name: string,
    of?: string,
  ): Promise<VolumeSnapshot> {
    return eventually(async () => {
      const { body } = await portal
        .as('viewer')
        .get(`${pathOf(volume, of)}/snapshots/${name}`);
      expect(body.phase).toBe('Available');
      return body;
    }, PATIENCE);
  }

  async function makeSnapshot(
    volume: string,
    name: string,
  ): Promise<VolumeSnapshot> {
    const made = await post(`${pathOf(volume)}/snapshots`, { name });
    expect(made).toMatchObject({ status: 201, body: { name } });
    return available(volume, name);
  }

  const inCinder = (): Promise<CinderSnapshot[]> =>
    all(project.client.blockStorage.snapshots());

  async function removeSnapshot(
    volume: string,
    name: string,
    of?: string,
  ): Promise<void> {
    const path = `${pathOf(volume, of)}/snapshots/${name}`;
    expect((await portal.as('owner').delete(path)).status).toBe(204);
    await eventually(async () => {
      expect((await portal.as('owner').get(path)).status).toBe(404);
    }, PATIENCE);
  }

  async function removeVolume(name: string, of?: string): Promise<void> {
    expect((await portal.as('owner').delete(pathOf(name, of))).status).toBe(
      204,
    );
    await eventually(async () => {
      expect(await find(name, of)).toBeUndefined();
    }, PATIENCE);
  }

  return {
    ...{ project, admin, portal },
    ...{
      pathOf,
      post,
      find,
      list,
      usable,
      makeVolume,
      available,
      makeSnapshot,
      inCinder,
      removeSnapshot,
      removeVolume,
    },
    stop: async () => {
      await portal.stop();
      await admin.close();
      await project.remove();
    },
  };
}

/** The condition of one type, of a snapshot or of the status of a volume. */
export function conditionOf(
  { conditions }: { conditions: Condition[] },
  type: string,
): Condition | undefined {
  return conditions.find(condition => condition.type === type);
}

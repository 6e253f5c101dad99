import type { ApiRegistry } from '../../http/ApiRouter';
import type { CloneService } from './CloneService';
import type { RestoreService } from './RestoreService';
import type { SnapshotService } from './SnapshotService';
import type { TransferService } from './TransferService';

/** What handles the operations of {@link registerSnapshotRoutes}. */
export interface SnapshotServices {
  snapshots: SnapshotService;
  restores: RestoreService;
  clones: CloneService;
  transfers: TransferService;
}

/** Binds the operations of snapshots, and of what is done with volumes in clouds by them, to the services. */
export function registerSnapshotRoutes(
  api: ApiRegistry,
  { snapshots, restores, clones, transfers }: SnapshotServices,
): void {
  api.handle('listVolumeSnapshots', async ({ caller, params, query }) => ({
    status: 200,
    body: await snapshots.list(caller, volumeOf(params), query),
  }));
  api.handle(
    'createVolumeSnapshot',
    async ({ caller, params, body, idempotency }) => ({
      status: 201,
      body: await snapshots.create(caller, volumeOf(params), body, idempotency),
    }),
  );
  api.handle('getVolumeSnapshot', async ({ caller, params }) => ({
    status: 200,
    body: await snapshots.get(caller, snapshotOf(params)),
  }));
  api.handle('deleteVolumeSnapshot', async ({ caller, params }) => {
    await snapshots.delete(caller, snapshotOf(params));
    return { status: 204 };
  });
  api.handle('restoreVolume', async ({ caller, params, body }) => ({
    status: 202,
    body: await restores.restore(caller, volumeOf(params), body),
  }));
  api.handle('cloneVolume', async ({ caller, params, body, idempotency }) => ({
    status: 201,
    body: await clones.clone(caller, volumeOf(params), body, idempotency),
  }));
  api.handle('transferVolume', async ({ caller, params, body }) => ({
    status: 200,
    body: await transfers.transfer(caller, volumeOf(params), body),
  }));
}

function volumeOf(params: { project: string; volume: string }) {
  return { project: params.project, name: params.volume };
}

function snapshotOf(params: {
  project: string;
  volume: string;
  snapshot: string;
}) {
  return {
    project: params.project,
    volume: params.volume,
    name: params.snapshot,
  };
}

import type {
  AuditorService,
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Clouds } from '../../clouds/Clouds';
import type { CloudWatch } from '../../clouds/CloudWatch';
import type { Leases } from '../../database/Leases';
import type { ApiRegistry } from '../../http/ApiRouter';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { Gateways } from '../gateways/Gateways';
import type { VolumePreflight } from '../clouds/VolumePreflight';
import type { VolumeReconciler } from '../VolumeReconciler';
import type { VolumeService } from '../VolumeService';
import type { VolumeStore } from '../VolumeStore';
import { CloneService } from './CloneService';
import { RestoreService } from './RestoreService';
import type { RestoreStore } from './RestoreStore';
import { registerSnapshotRoutes } from './router';
import { SnapshotReconciler } from './SnapshotReconciler';
import { SnapshotService } from './SnapshotService';
import type { SnapshotStore } from './SnapshotStore';
import { TransferService } from './TransferService';

/** What {@link startSnapshots} needs. */
export interface StartSnapshotsOptions {
  api: ApiRegistry;
  store: SnapshotStore;
  restores: RestoreStore;
  volumes: VolumeStore;
  service: VolumeService;
  /** Of volumes. */
  reconciler: VolumeReconciler;
  preflight: VolumePreflight;
  access: ProjectAccess;
  gateways: Pick<Gateways, 'release'>;
  clouds: Clouds;
  watch: CloudWatch;
  /** Id of this portal, for marks. */
  portal: string;
  leases: Leases;
  auditor: AuditorService;
  logger: LoggerService;
  lifecycle: LifecycleService;
}

/** Serves snapshots of volumes in clouds, and keeps them as they are wanted. */
export function startSnapshots(options: StartSnapshotsOptions): void {
  const { api, clouds, watch, lifecycle } = options;
  const storageOf = (cloud: string) => clouds.openstack(cloud).blockStorage;
  const reconciler = new SnapshotReconciler({
    ...{ ...options, storageOf },
    clouds: () =>
      clouds
        .list()
        .filter(({ kind }) => kind === 'openstack')
        .map(({ name }) => name),
    releaseFiles: async ({ cluster, project, name }) => {
      if (cluster !== undefined) {
        const claim = `volume-${name}`;
        const title = `volume '${name}'`;
        await options.gateways.release({ cluster, project, claim, title });
      }
    },
    changed: cloud => watch.changed(cloud),
    settleVolume: key => options.reconciler.settle(key),
  });
  registerSnapshotRoutes(api, {
    snapshots: new SnapshotService({ ...options, reconciler }),
    restores: new RestoreService({ ...options, storageOf, reconciler }),
    clones: new CloneService(options),
    transfers: new TransferService(options),
  });
  lifecycle.addShutdownHook(() => reconciler.stop());
  reconciler.start();
}

import type {
  AuditorService,
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { Clouds } from '../clouds/Clouds';
import type { CloudWatch } from '../clouds/CloudWatch';
import type { Reservations } from '../clouds/Reservations';
import type { ClusterStore } from '../clusters/ClusterStore';
import type { Leases } from '../database/Leases';
import type { ApiRegistry } from '../http/ApiRouter';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { CloudVolumes } from './clouds/CloudVolumes';
import { VolumePreflight } from './clouds/VolumePreflight';
import { registerVolumeFileRoutes } from './fileRouter';
import type { Gateways } from './gateways/Gateways';
import type { VolumeProviders } from './providers/types';
import { registerVolumeRoutes } from './router';
import { RestoreStore } from './snapshots/RestoreStore';
import { SnapshotStore } from './snapshots/SnapshotStore';
import { startSnapshots } from './snapshots/startSnapshots';
import { VolumeFileService } from './VolumeFileService';
import { VolumeReconciler } from './VolumeReconciler';
import { VolumeService } from './VolumeService';
import type { VolumeStore } from './VolumeStore';

/** What {@link startVolumes} needs. */
export interface StartVolumesOptions {
  api: ApiRegistry;
  knex: Knex;
  store: VolumeStore;
  clusters: ClusterStore;
  access: ProjectAccess;
  providers: VolumeProviders;
  gateways: Pick<Gateways, 'release'>;
  clouds: Clouds;
  watch: CloudWatch;
  connections: { names(): Promise<string[]> };
  reservations: Reservations;
  /** Id of this portal, for what it makes in clouds. */
  portal: string;
  leases: Leases;
  auditor: AuditorService;
  logger: LoggerService;
  lifecycle: LifecycleService;
}

/** Serves volumes and their files, and keeps volumes as they are wanted. */
export function startVolumes(options: StartVolumesOptions): void {
  const { api, lifecycle, store } = options;
  const reconciler = new VolumeReconciler(options);
  const snapshots = new SnapshotStore(options.knex);
  const preflight = new VolumePreflight({
    ...{ ...options, store: store.clouds, snapshots },
  });
  const service = new VolumeService({
    ...{ ...options, reconciler, preflight },
    cloudVolumes: new CloudVolumes(options),
  });
  registerVolumeRoutes(api, service);
  registerVolumeFileRoutes(
    api,
    new VolumeFileService({ ...options, reconciler }),
  );
  lifecycle.addShutdownHook(() => reconciler.stop());
  reconciler.start();
  startSnapshots({
    ...{ ...options, store: snapshots, volumes: store, service, reconciler },
    ...{ preflight, restores: new RestoreStore(options.knex) },
  });
}

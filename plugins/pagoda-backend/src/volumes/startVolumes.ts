import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { ClusterStore } from '../clusters/ClusterStore';
import type { Leases } from '../database/Leases';
import type { ApiRegistry } from '../http/ApiRouter';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { registerVolumeFileRoutes } from './fileRouter';
import type { VolumeProviders } from './providers/types';
import { registerVolumeRoutes } from './router';
import { VolumeFileService } from './VolumeFileService';
import { VolumeReconciler } from './VolumeReconciler';
import { VolumeService } from './VolumeService';
import type { VolumeStore } from './VolumeStore';

/** What {@link startVolumes} needs. */
export interface StartVolumesOptions {
  api: ApiRegistry;
  store: VolumeStore;
  clusters: ClusterStore;
  access: ProjectAccess;
  providers: VolumeProviders;
  leases: Leases;
  logger: LoggerService;
  lifecycle: LifecycleService;
}

/** Serves volumes and their files, and keeps volumes as they are wanted. */
export function startVolumes(options: StartVolumesOptions): void {
  const { api, lifecycle } = options;
  const reconciler = new VolumeReconciler(options);
  registerVolumeRoutes(api, new VolumeService({ ...options, reconciler }));
  registerVolumeFileRoutes(
    api,
    new VolumeFileService({ ...options, reconciler }),
  );
  lifecycle.addShutdownHook(() => reconciler.stop());
  reconciler.start();
}

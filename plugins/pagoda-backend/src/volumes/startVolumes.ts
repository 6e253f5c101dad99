import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { ClusterStore } from '../clusters/ClusterStore';
import type { DataDirectory } from '../DataDirectory';
import type { Leases } from '../database/Leases';
import type { Checksums } from '../files/Checksums';
import type { ApiRegistry } from '../http/ApiRouter';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { registerVolumeFileRoutes } from './fileRouter';
import { DirectoryVolumeProvider } from './providers/directory/DirectoryVolumeProvider';
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
  data: DataDirectory;
  checksums: Checksums;
  leases: Leases;
  logger: LoggerService;
  lifecycle: LifecycleService;
}

/** Serves volumes and their files, and keeps volumes as they are wanted. */
export function startVolumes(options: StartVolumesOptions): void {
  const { api, data, checksums, lifecycle } = options;
  const providers = { directory: new DirectoryVolumeProvider(data, checksums) };
  const reconciler = new VolumeReconciler({ ...options, providers });
  registerVolumeRoutes(
    api,
    new VolumeService({ ...options, providers, reconciler }),
  );
  registerVolumeFileRoutes(
    api,
    new VolumeFileService({ ...options, providers, reconciler }),
  );
  lifecycle.addShutdownHook(() => reconciler.stop());
  reconciler.start();
}

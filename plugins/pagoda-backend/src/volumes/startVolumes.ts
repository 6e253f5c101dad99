import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Clouds } from '../clouds/Clouds';
import type { CloudWatch } from '../clouds/CloudWatch';
import type { ClusterStore } from '../clusters/ClusterStore';
import type { Leases } from '../database/Leases';
import type { ApiRegistry } from '../http/ApiRouter';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import type { Demand } from '../provisioners/types';
import { CloudVolumes } from './clouds/CloudVolumes';
import { VolumePreflight } from './clouds/VolumePreflight';
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
  clouds: Clouds;
  watch: CloudWatch;
  connections: { names(): Promise<string[]> };
  /** What clusters that are being made were promised in a cloud. */
  reservedForClusters?: (cloud: string) => Promise<Demand[]>;
  leases: Leases;
  logger: LoggerService;
  lifecycle: LifecycleService;
}

/** Serves volumes and their files, and keeps volumes as they are wanted. */
export function startVolumes(options: StartVolumesOptions): void {
  const { api, lifecycle, store } = options;
  const reconciler = new VolumeReconciler(options);
  registerVolumeRoutes(
    api,
    new VolumeService({
      ...{ ...options, reconciler },
      cloudVolumes: new CloudVolumes(options),
      preflight: new VolumePreflight({ ...options, store: store.clouds }),
    }),
  );
  registerVolumeFileRoutes(
    api,
    new VolumeFileService({ ...options, reconciler }),
  );
  lifecycle.addShutdownHook(() => reconciler.stop());
  reconciler.start();
}

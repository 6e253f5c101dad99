import type {
  LifecycleService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { Clouds } from '../clouds/Clouds';
import type { CloudWatch } from '../clouds/CloudWatch';
import type { ClusterStore } from '../clusters/ClusterStore';
import type { DataDirectory } from '../DataDirectory';
import type { Leases } from '../database/Leases';
import type { Checksums } from '../files/Checksums';
import { ResultsClaims } from '../runs/results/ResultsClaims';
import { RunFiles } from '../runs/results/RunFiles';
import { readStorageSettings } from './claims/readStorageSettings';
import { GatewayReaper } from './gateways/GatewayReaper';
import { Gateways } from './gateways/Gateways';
import type { GatewayClusters, GatewayNamespaces } from './gateways/types';
import { CinderVolumeProvider } from './providers/cinder/CinderVolumeProvider';
import { DirectoryVolumeProvider } from './providers/directory/DirectoryVolumeProvider';
import { KubernetesVolumeProvider } from './providers/kubernetes/KubernetesVolumeProvider';
import type { VolumeProviders } from './providers/types';

/** What {@link startStorage} needs. */
export interface StartStorageOptions {
  config: RootConfigService;
  clusters: ClusterStore;
  connections: GatewayClusters & { names(): Promise<string[]> };
  namespaces: GatewayNamespaces;
  clouds: Clouds;
  watch: Pick<CloudWatch, 'offers' | 'changed'>;
  /** By what this portal is told from others that use the same clouds. */
  portal: string;
  data: DataDirectory;
  checksums: Checksums;
  leases: Leases;
  logger: LoggerService;
  lifecycle: LifecycleService;
}

/** Where files are kept, and the ways to them. */
export interface Storage {
  providers: VolumeProviders;
  gateways: Gateways;
  /** The results of runs, wherever they are. */
  runFiles: RunFiles;
  /** The claims that results on clusters are in; engines ask for them. */
  resultsClaims: ResultsClaims;
}

/** Opens the ways to files in directories and in clusters, and looks after what serves them there. */
export function startStorage(options: StartStorageOptions): Storage {
  const { clusters, connections, namespaces, data, checksums } = options;
  const { clouds, watch, portal, leases, logger, lifecycle } = options;
  const settings = readStorageSettings(options.config);
  const gateways = new Gateways({
    clusters: connections,
    namespaces,
    settings: settings.gateways,
  });
  const shared = { clusters: connections, namespaces, gateways };
  const resultsClaims = new ResultsClaims({
    ...shared,
    storage: settings.results,
  });
  const reaper = new GatewayReaper({
    clusters: connections,
    // Those that are being made have no connection yet.
    names: () => connections.names(),
    ...{ leases, logger, idleSeconds: settings.gateways.idleSeconds },
  });
  lifecycle.addStartupHook(() => reaper.start());
  lifecycle.addShutdownHook(() => reaper.stop());
  return {
    providers: {
      directory: new DirectoryVolumeProvider(data, checksums),
      kubernetes: new KubernetesVolumeProvider(shared),
      cinder: new CinderVolumeProvider({
        ...{ ...shared, clouds, portal },
        offers: cloud => watch.offers(cloud),
        changed: cloud => watch.changed(cloud),
      }),
    },
    gateways,
    resultsClaims,
    runFiles: new RunFiles({
      data,
      checksums,
      clusters,
      claims: resultsClaims,
    }),
  };
}

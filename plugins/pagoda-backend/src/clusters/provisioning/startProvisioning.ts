import type {
  AuditorService,
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { Clouds } from '../../clouds/Clouds';
import type { ProvisioningSettings } from '../../clouds/CloudSettings';
import type { CloudWatch } from '../../clouds/CloudWatch';
import type { Reservations } from '../../clouds/Reservations';
import type { Leases } from '../../database/Leases';
import { isSqlite } from '../../database/PagodaDatabase';
import type { SecretBox } from '../../encryption/SecretBox';
import type { ApiRegistry } from '../../http/ApiRouter';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import { LOCAL_CLUSTER } from '../../provisioners/local/LocalProvisioner';
import type { ClusterImportService } from '../ClusterImportService';
import type { ClusterStore } from '../ClusterStore';
import type { ClusterConnections } from '../connections/ClusterConnections';
import { ClusterEvents } from './ClusterEvents';
import { ClusterLifecycleReconciler } from './ClusterLifecycleReconciler';
import { ClusterOperationService } from './ClusterOperationService';
import { ClusterOperationStore } from './ClusterOperationStore';
import { ClusterPlanStore } from './ClusterPlanStore';
import { ClusterProvisionService } from './ClusterProvisionService';
import { PreflightService } from './PreflightService';
import { ProvisionedClusters } from './ProvisionedClusters';
import type { Provisioners } from './Provisioners';
import { registerProvisioningRoutes } from './router';

/** What {@link startProvisioning} needs. */
export interface StartProvisioningOptions {
  api: ApiRegistry;
  knex: Knex;
  store: ClusterStore;
  connections: ClusterConnections;
  imports: ClusterImportService;
  access: ProjectAccess;
  leases: Leases;
  box: SecretBox;
  auditor: AuditorService;
  logger: LoggerService;
  lifecycle: LifecycleService;
  clouds: Clouds;
  watch: CloudWatch;
  reservations: Reservations;
  provisioners: Provisioners;
  settings: ProvisioningSettings;
  /** Names that no cluster may have. */
  reserved: string[];
}

/** Looks after provisioned clusters, and serves what is done with them. */
export async function startProvisioning(
  options: StartProvisioningOptions,
): Promise<void> {
  const { api, knex, store, connections, imports, access, box } = options;
  const { auditor, logger, lifecycle, clouds, watch, provisioners } = options;
  const { leases, settings, reserved, reservations } = options;
  const events = new ClusterEvents({ knex, auditor, logger });
  const plans = new ClusterPlanStore({ knex, box, events });
  const operations = new ClusterOperationStore(knex);
  const clusters = new ProvisionedClusters({ store, plans, access });
  // The services tell the reconciler, which in turn needs one of them.
  const listeners: ((cluster: string) => void)[] = [];
  const notify = (cluster: string) =>
    listeners.forEach(listener => listener(cluster));
  const taken = [LOCAL_CLUSTER, ...reserved];
  const service = new ClusterProvisionService({
    ...{ store, plans, events, clusters, connections, imports, notify },
    preflight: new PreflightService({
      ...{ clouds, watch, plans, provisioners, reservations },
      isTaken: async name =>
        taken.includes(name) || (await store.find(name)) !== undefined,
    }),
  });
  const reconciler = new ClusterLifecycleReconciler({
    ...{ knex, plans, store, events, operations, provisioners, connections },
    ...{ clouds, watch, settings, leases, logger },
    alone: isSqlite(knex),
    remove: (planned, event) => service.remove(planned, event),
  });
  listeners.push(cluster => reconciler.notify(cluster));
  registerProvisioningRoutes(
    api,
    service,
    new ClusterOperationService({
      ...{ knex, store, plans, events, operations, clusters },
      ...{ provisioners, watch, notify },
    }),
  );
  const resealed = await plans.reseal(logger);
  if (resealed > 0) {
    logger.info(
      `Encrypted what is kept of ${resealed} clusters again by the first key`,
    );
  }
  lifecycle.addStartupHook(() => reconciler.start());
  lifecycle.addShutdownHook(() => reconciler.stop());
}

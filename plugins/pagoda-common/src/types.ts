import type { components, operations } from './generated/openapi.generated';

type Schemas = components['schemas'];

export type Project = Schemas['Project'];
export type ProjectCreate = Schemas['ProjectCreate'];
export type ProjectUpdate = Schemas['ProjectUpdate'];
export type ProjectUsage = Schemas['ProjectUsage'];
export type Quota = Schemas['Quota'];
export type ProjectKubernetes = Schemas['ProjectKubernetes'];
export type ProjectNamespace = Schemas['ProjectNamespace'];
/** A secret of a project, without its values. */
export type Secret = Schemas['Secret'];
export type SecretPut = Schemas['SecretPut'];
/** What a run gets of a secret. */
export type SecretMount = Schemas['SecretMount'];
export type HelperService = Schemas['HelperService'];
export type Leak = Schemas['Leak'];
export type LeakReport = Schemas['LeakReport'];
/** Something whose owner is there, and that is gone itself. */
export type MissingThing = Schemas['MissingThing'];
export type Fleet = Schemas['Fleet'];
/** Something that needs an administrator. */
export type Attention = Schemas['Attention'];
export type Member = Schemas['Member'];
export type Role = Schemas['Role'];
export type Experiment = Schemas['Experiment'];
export type ExperimentCreate = Schemas['ExperimentCreate'];
export type ExperimentPut = Schemas['ExperimentPut'];
export type ExperimentSpec = Schemas['ExperimentSpec'];
export type Revision = Schemas['Revision'];
export type Parameters = Schemas['Parameters'];
export type Resources = Schemas['Resources'];
export type Retries = Schemas['Retries'];
export type VolumeMount = Schemas['VolumeMount'];
export type SourceFile = Schemas['SourceFile'];
export type Run = Schemas['Run'];
export type RunSpec = Schemas['RunSpec'];
export type RunStatus = Schemas['RunStatus'];
export type RunPhase = Schemas['RunPhase'];
export type RunSubmit = Schemas['RunSubmit'];
export type RunRerun = Schemas['RunRerun'];
export type RunChange = Schemas['RunChange'];
export type RunValidation = Schemas['RunValidation'];
export type RunComparison = Schemas['RunComparison'];
export type RunEvent = Schemas['RunEventList']['items'][number];
export type RunMetrics = Schemas['RunMetrics'];
/** Series of Prometheus about one thing. */
export type MetricSeriesList = Schemas['MetricSeriesList'];
export type MetricSeries = Schemas['MetricSeries'];
export type ResourceAdvice = Schemas['ResourceAdvice'];
export type Condition = Schemas['Condition'];
export type Explanation = Schemas['Explanation'];
export type ExplanationCode = Schemas['ExplanationCode'];
export type LogHistogram = Schemas['LogHistogram'];
export type LogHit = Schemas['LogHit'];
export type LogHitPage = Schemas['LogHitPage'];
export type LogLevel = Schemas['LogLevel'];
export type LogLine = Schemas['LogLine'];
export type LogPage = Schemas['LogPage'];
/** A file or directory of a volume or of a run's results. */
export type FileEntry = Schemas['File'];
export type FileList = Schemas['FileList'];
export type Sweep = Schemas['Sweep'];
export type SweepSubmit = Schemas['SweepSubmit'];
export type SweepPoint = Schemas['SweepPointPage']['items'][number];
export type Volume = Schemas['Volume'];
export type VolumeCreate = Schemas['VolumeCreate'];
export type VolumeUpdate = Schemas['VolumeUpdate'];
export type VolumeRestore = Schemas['VolumeRestore'];
export type VolumeClone = Schemas['VolumeClone'];
export type VolumeTransfer = Schemas['VolumeTransfer'];
export type VolumeSnapshot = Schemas['VolumeSnapshot'];
export type VolumeSnapshotCreate = Schemas['VolumeSnapshotCreate'];
export type Cluster = Schemas['Cluster'];
/** A LocalQueue of Kueue. */
export type ClusterQueue = Schemas['ClusterQueue'];
export type ClusterQueueList = Schemas['ClusterQueueList'];
export type ClusterImport = Schemas['ClusterImport'];
export type ClusterUpdate = Schemas['ClusterUpdate'];
/** How a cluster is reached, with its credentials. */
export type ClusterConnection = Schemas['ClusterConnection'];
/** How a cluster is reached, without credentials. */
export type ClusterConnectionInfo = Schemas['ClusterConnectionInfo'];
export type ClusterCheck = Schemas['ClusterCheck'];
export type ClusterFeatures = Schemas['ClusterFeatures'];
export type ClusterStorageClass = Schemas['ClusterStorageClass'];
export type ClusterResources = Schemas['ClusterResources'];
export type ClusterNode = Schemas['NodeList']['items'][number];
/** What a provisioned cluster is to be. */
export type ClusterPlan = Schemas['ClusterPlan'];
export type NodePool = Schemas['NodePool'];
export type PoolStatus = Schemas['PoolStatus'];
/** A machine of a provisioned cluster. */
export type Machine = Schemas['Machine'];
export type ClusterMachines = Schemas['ClusterMachines'];
export type ClusterEvent = Schemas['ClusterEvent'];
/** An upgrade, a rotation, a snapshot or a restore. */
export type ClusterOperation = Schemas['ClusterOperation'];
export type ClusterUpgrade = Schemas['ClusterUpgrade'];
export type ClusterRotate = Schemas['ClusterRotate'];
export type ClusterRestore = Schemas['ClusterRestore'];
export type ClusterVersions = Schemas['ClusterVersions'];
export type EtcdSnapshot = Schemas['EtcdSnapshot'];
export type Kubeconfig = Schemas['Kubeconfig'];
/** What differs from the plan though nobody has asked for it here. */
export type Drift = Schemas['Drift'];
export type Link = Schemas['Link'];
export type Cost = Schemas['Cost'];
export type Cloud = Schemas['Cloud'];
export type CloudOffers = Schemas['CloudOffers'];
/** For hints of cost. */
export type CloudPrices = Schemas['CloudPrices'];
export type CloudQuota = Schemas['CloudQuota'];
export type QuotaItem = Schemas['QuotaItem'];
export type QuotaResource = Schemas['QuotaResource'];
export type Preflight = Schemas['Preflight'];
export type VolumePreflightRequest = Schemas['VolumePreflightRequest'];
export type PreflightItem = Preflight['items'][number];
export type Monitoring = Schemas['Monitoring'];
export type MonitoringConnection = Schemas['MonitoringConnection'];
/** A dashboard, or the views of the logs of a project. */
export type MonitoringObject = Schemas['MonitoringObject'];
export type MonitoringInstall = Schemas['MonitoringInstall'];
export type MonitoringInstallResult = Schemas['MonitoringInstallResult'];
/** A dashboard about one thing. */
export type View = Schemas['View'];
export type ViewList = Schemas['ViewList'];
export type Token = Schemas['Token'];
export type TokenScope = Schemas['TokenScope'];
export type TokenCreate = Schemas['TokenCreate'];
export type TokenCreated = Schemas['TokenCreated'];
export type Whoami = Schemas['Whoami'];
export type EngineInfo = Schemas['Engine'];
export type PageInfo = Schemas['PageInfo'];
/** The body of every error answer. */
export type ErrorBody = Schemas['Error'];
/** The name of an operation of the REST API. */
export type OperationId = keyof operations;

/** The phases that a run never leaves. */
export const FINAL_PHASES: readonly RunPhase[] = [
  'Succeeded',
  'Failed',
  'Cancelled',
];

/** The phases in which a run uses its project's quota. */
export const ACTIVE_PHASES: readonly RunPhase[] = ['Starting', 'Running'];

/** Whether a run in this phase has ended. */
export function isFinal(phase: RunPhase): boolean {
  return FINAL_PHASES.includes(phase);
}

/** Annotations of catalog entities that PAGoDA makes, and the entity types it uses. */
export const PAGODA_ANNOTATIONS = {
  /** Name of the project. */
  project: 'pagoda.io/project',
  /** Name of the experiment, within its project. */
  experiment: 'pagoda.io/experiment',
  /** Name of the volume, within its project. */
  volume: 'pagoda.io/volume',
  /** Name of the cluster. */
  cluster: 'pagoda.io/cluster',
  /** Name of the cloud that a cluster or a volume is made in. */
  cloud: 'pagoda.io/cloud',
  /** Type of a volume in a cloud, as the cloud calls it. */
  volumeType: 'pagoda.io/volume-type',
  /** How far a cluster or a volume is that is made in a cloud, such as `Provisioning`. */
  phase: 'pagoda.io/phase',
} as const;

/** `spec.type` of the entities that PAGoDA makes. */
export const PAGODA_ENTITY_TYPES = {
  project: 'research-project',
  cluster: 'kubernetes-cluster',
  volume: 'volume',
  experiment: 'experiment',
} as const;

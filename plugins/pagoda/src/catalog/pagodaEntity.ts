import type { Entity } from '@backstage/catalog-model';
import {
  PAGODA_ANNOTATIONS,
  PAGODA_ENTITY_TYPES,
} from '@pagoda/plugin-pagoda-common';

/** What of PAGoDA's an entity of the catalog stands for. */
export type PagodaEntity =
  | { type: 'project'; project: string }
  | { type: 'experiment'; project: string; experiment: string }
  | { type: 'volume'; project: string; volume: string }
  | { type: 'cluster'; cluster: string };

/** Reads an entity's type and annotations; `undefined` for entities that PAGoDA has not made. */
export function toPagodaEntity(entity: Entity): PagodaEntity | undefined {
  const annotations = entity.metadata.annotations ?? {};
  const project = annotations[PAGODA_ANNOTATIONS.project];
  const experiment = annotations[PAGODA_ANNOTATIONS.experiment];
  const volume = annotations[PAGODA_ANNOTATIONS.volume];
  const cluster = annotations[PAGODA_ANNOTATIONS.cluster];
  switch (entity.spec?.type) {
    case PAGODA_ENTITY_TYPES.project:
      return project ? { type: 'project', project } : undefined;
    case PAGODA_ENTITY_TYPES.experiment:
      return project && experiment
        ? { type: 'experiment', project, experiment }
        : undefined;
    case PAGODA_ENTITY_TYPES.volume:
      return project && volume
        ? { type: 'volume', project, volume }
        : undefined;
    case PAGODA_ENTITY_TYPES.cluster:
      return cluster ? { type: 'cluster', cluster } : undefined;
    default:
      return undefined;
  }
}

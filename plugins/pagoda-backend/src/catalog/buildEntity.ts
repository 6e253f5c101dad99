import type { Entity } from '@backstage/catalog-model';
import { buildClusterEntity } from './buildClusterEntity';
import { buildExperimentEntity } from './buildExperimentEntity';
import { buildGroupEntity } from './buildGroupEntity';
import { buildProjectEntity } from './buildProjectEntity';
import { buildUserEntity } from './buildUserEntity';
import { buildVolumeEntity } from './buildVolumeEntity';
import type { CatalogRecord, EntityOptions } from './types';

/** Builds the entity of any record. */
export function buildEntity(
  record: CatalogRecord,
  options: EntityOptions,
): Entity {
  switch (record.kind) {
    case 'project':
      return buildProjectEntity(record, options);
    case 'experiment':
      return buildExperimentEntity(record, options);
    case 'volume':
      return buildVolumeEntity(record, options);
    case 'user':
      return buildUserEntity(record, options);
    case 'group':
      return buildGroupEntity(record, options);
    default:
      return buildClusterEntity(record, options);
  }
}

import { createHash } from 'node:crypto';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogName } from './types';

/** Longest name of an entity. */
const NAME_LIMIT = 63;

const KINDS: Record<CatalogName['kind'], string> = {
  project: 'System',
  experiment: 'Component',
  volume: 'Resource',
  cluster: 'Resource',
  user: 'User',
  group: 'Group',
};

/**
 * The entity's name. Experiments and volumes carry their project's name, as two projects may use the same names. The name
 * of a long pair ends in a hash of it; the `_` before it is in no name of PAGoDA's own, so that no two pairs ever meet.
 */
export function entityName(thing: CatalogName): string {
  if (thing.kind !== 'experiment' && thing.kind !== 'volume') {
    return thing.name;
  }
  const name = `${thing.project}.${thing.name}`;
  if (name.length <= NAME_LIMIT) {
    return name;
  }
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 10);
  return `${name.slice(0, NAME_LIMIT - hash.length - 1)}_${hash}`;
}

/** The entity's full reference, such as `component:default/demo.montecarlo-pi`. */
export function entityRef(thing: CatalogName): string {
  return stringifyEntityRef({
    kind: KINDS[thing.kind],
    namespace: 'default',
    name: entityName(thing),
  });
}

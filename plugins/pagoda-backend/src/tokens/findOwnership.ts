import type { AuthService } from '@backstage/backend-plugin-api';
import {
  DEFAULT_NAMESPACE,
  parseEntityRef,
  RELATION_MEMBER_OF,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { personaOwnership } from './demoPersonas';

/** What {@link findOwnership} needs. */
export interface OwnershipSources {
  auth: AuthService;
  catalog: CatalogService;
  /** Whether there are demo personas; the catalog may not know them yet. */
  demo: boolean;
}

/**
 * The user and the groups that it is a member of, for users that no identity provider has told PAGoDA of;
 * `undefined` when the user does not exist (any more).
 */
export async function findOwnership(
  { auth, catalog, demo }: OwnershipSources,
  userEntityRef: string,
): Promise<string[] | undefined> {
  const { namespace, name } = parseEntityRef(userEntityRef);
  const persona =
    demo && namespace === DEFAULT_NAMESPACE
      ? personaOwnership(name)
      : undefined;
  if (persona) {
    return persona;
  }
  const entity = await catalog.getEntityByRef(userEntityRef, {
    credentials: await auth.getOwnServiceCredentials(),
  });
  if (!entity) {
    return undefined;
  }
  const groups = (entity.relations ?? [])
    .filter(({ type }) => type === RELATION_MEMBER_OF)
    .map(({ targetRef }) => targetRef);
  return [...new Set([userEntityRef, ...groups])];
}

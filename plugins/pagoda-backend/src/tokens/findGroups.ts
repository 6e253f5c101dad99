import type { AuthService } from '@backstage/backend-plugin-api';
import { RELATION_MEMBER_OF } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/** The user and the groups that the catalog says it is a member of: what its token owns. */
export async function findGroups(
  services: { auth: AuthService; catalog: CatalogService },
  user: string,
): Promise<string[]> {
  const entity = await services.catalog.getEntityByRef(user, {
    credentials: await services.auth.getOwnServiceCredentials(),
  });
  const groups = (entity?.relations ?? [])
    .filter(relation => relation.type === RELATION_MEMBER_OF)
    .map(relation => relation.targetRef);
  return [...new Set([user, ...groups])];
}

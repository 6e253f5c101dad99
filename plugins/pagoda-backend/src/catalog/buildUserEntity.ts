import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type UserEntity,
} from '@backstage/catalog-model';
import type { EntityBuilder, UserRecord } from './types';

/** Where users and groups of the identity provider are said to come from. */
export const ACCOUNTS_LOCATION = 'pagoda:accounts';

/** A user of the identity provider as a User. */
export const buildUserEntity: EntityBuilder<UserRecord> = (
  user,
): UserEntity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: {
    namespace: 'default',
    name: user.name,
    annotations: {
      [ANNOTATION_LOCATION]: ACCOUNTS_LOCATION,
      [ANNOTATION_ORIGIN_LOCATION]: ACCOUNTS_LOCATION,
    },
  },
  spec: {
    profile: {
      displayName: user.displayName,
      ...(user.email ? { email: user.email } : {}),
      ...(user.picture ? { picture: user.picture } : {}),
    },
    memberOf: user.groups,
  },
});

import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type GroupEntity,
} from '@backstage/catalog-model';
import { ACCOUNTS_LOCATION } from './buildUserEntity';
import type { EntityBuilder, GroupRecord } from './types';

/** A group of the identity provider as a Group. */
export const buildGroupEntity: EntityBuilder<GroupRecord> = (
  group,
): GroupEntity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: {
    namespace: 'default',
    name: group.name,
    title: group.title,
    annotations: {
      [ANNOTATION_LOCATION]: ACCOUNTS_LOCATION,
      [ANNOTATION_ORIGIN_LOCATION]: ACCOUNTS_LOCATION,
    },
  },
  spec: {
    type: 'team',
    profile: { displayName: group.title },
    children: [],
  },
});

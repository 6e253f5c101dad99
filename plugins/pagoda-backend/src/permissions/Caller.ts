import type {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import type { TokenScope } from '@pagoda/plugin-pagoda-common';

/** The user behind a request. */
export interface Caller {
  credentials: BackstageCredentials<BackstageUserPrincipal>;
  /** Such as `user:default/researcher`. */
  userEntityRef: string;
  /** The user and the groups that it belongs to. */
  ownershipEntityRefs: string[];
  /** What the token allows: `session` is a sign-in without such a limit. */
  scope: TokenScope | 'session';
}

import type {
  PlatformPermission,
  ProjectPermission,
} from '@pagoda/plugin-pagoda-common';
import type { Request } from 'express';
import type { Caller } from './Caller';

/** The projects whose things a caller may see. */
export type VisibleProjects = { all: true } | { all: false; names: string[] };

/**
 * Decides what a caller may do, through Backstage's permission framework. Services ask it before they do anything.
 */
export interface ProjectAccess {
  /**
   * @param options - `cookie`: for frames, which have Backstage's cookie and no header
   * @throws AuthenticationError when the request has no valid user token.
   */
  caller(req: Request, options?: { cookie?: boolean }): Promise<Caller>;

  /**
   * @throws ApiError 404 `ProjectNotFound` when there is no such project or the caller may not see it; 403 `NotAllowed`
   * when the caller may see it, but not do this.
   */
  require(
    caller: Caller,
    permission: ProjectPermission,
    project: string,
  ): Promise<void>;

  /** Whether {@link ProjectAccess.require} would let it pass. */
  allows(
    caller: Caller,
    permission: ProjectPermission,
    project: string,
  ): Promise<boolean>;

  /** @throws ApiError 403 `NotAllowed`. */
  requirePlatform(
    caller: Caller,
    permission: PlatformPermission,
  ): Promise<void>;

  /** Whether {@link ProjectAccess.requirePlatform} would let it pass. */
  allowsPlatform(
    caller: Caller,
    permission: PlatformPermission,
  ): Promise<boolean>;

  /** The projects in which the caller has the permission, for lists. */
  visibleProjects(
    caller: Caller,
    permission: ProjectPermission,
  ): Promise<VisibleProjects>;
}
